--
-- PostgreSQL database dump
--



SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: todo; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA todo;


--
-- Name: todo; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS todo WITH SCHEMA todo;


--
-- Name: EXTENSION todo; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON EXTENSION todo IS 'multi-tenant tasks: tables, row security, identity and a function API';


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: tasks; Type: TABLE; Schema: todo; Owner: -
--

CREATE TABLE todo.tasks (
    id uuid DEFAULT todo.uuid_v7() NOT NULL,
    user_id uuid NOT NULL,
    title character varying(200) NOT NULL,
    description character varying(1000),
    completed boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    completed_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    colour text,
    CONSTRAINT chk_title_not_empty CHECK ((btrim((title)::text, '	
                  　'::text) <> ''::text)),
    CONSTRAINT chk_version_positive CHECK ((version > 0))
);

ALTER TABLE ONLY todo.tasks FORCE ROW LEVEL SECURITY;


--
-- Name: TABLE tasks; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON TABLE todo.tasks IS 'One row a task, owned by one user.';


--
-- Name: COLUMN tasks.id; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON COLUMN todo.tasks.id IS 'Time-ordered UUID (RFC 9562, version 7).';


--
-- Name: COLUMN tasks.user_id; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON COLUMN todo.tasks.user_id IS 'The owner.';


--
-- Name: COLUMN tasks.title; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON COLUMN todo.tasks.title IS '1 to 200 characters, stored without white space at either end.';


--
-- Name: COLUMN tasks.description; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON COLUMN todo.tasks.description IS 'At most 1000 characters.';


--
-- Name: COLUMN tasks.completed; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON COLUMN todo.tasks.completed IS 'Whether the task is done.';


--
-- Name: COLUMN tasks.created_at; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON COLUMN todo.tasks.created_at IS 'When the task was made; never changes.';


--
-- Name: COLUMN tasks.updated_at; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON COLUMN todo.tasks.updated_at IS 'When the task last really changed; kept current by the database.';


--
-- Name: COLUMN tasks.deleted_at; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON COLUMN todo.tasks.deleted_at IS 'When the task was moved to the trash; null outside it.';


--
-- Name: COLUMN tasks.completed_at; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON COLUMN todo.tasks.completed_at IS 'When the task became done; null while it is open.';


--
-- Name: COLUMN tasks.version; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON COLUMN todo.tasks.version IS 'Counts the real changes, from 1; kept by the database.';


--
-- Name: CONSTRAINT chk_title_not_empty ON tasks; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON CONSTRAINT chk_title_not_empty ON todo.tasks IS 'A title has a character that is not white space.';


--
-- Name: CONSTRAINT chk_version_positive ON tasks; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON CONSTRAINT chk_version_positive ON todo.tasks IS 'Versions count from 1.';


--
-- Name: active_tasks; Type: VIEW; Schema: todo; Owner: -
--

CREATE VIEW todo.active_tasks WITH (security_invoker='true') AS
 SELECT tasks.id,
    tasks.user_id,
    tasks.title,
    tasks.description,
    tasks.completed,
    tasks.created_at,
    tasks.updated_at,
    tasks.deleted_at,
    tasks.completed_at,
    tasks.version
   FROM todo.tasks
  WHERE (tasks.deleted_at IS NULL);


--
-- Name: VIEW active_tasks; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON VIEW todo.active_tasks IS 'Tasks without the trash, under the caller''s own row security.';


--
-- Name: users; Type: TABLE; Schema: todo; Owner: -
--

CREATE TABLE todo.users (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    email character varying(255) NOT NULL,
    email_verified boolean DEFAULT false,
    name character varying(255),
    image text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    plan text DEFAULT 'free'::text NOT NULL
);

ALTER TABLE ONLY todo.users FORCE ROW LEVEL SECURITY;


--
-- Name: TABLE users; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON TABLE todo.users IS 'Accounts, written by the authentication layer.';


--
-- Name: COLUMN users.id; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON COLUMN todo.users.id IS 'The user; what todo.current_user_id() returns.';


--
-- Name: COLUMN users.email; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON COLUMN todo.users.email IS 'Unique, at most 255 characters.';


--
-- Name: COLUMN users.email_verified; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON COLUMN todo.users.email_verified IS 'Whether the address has been proven.';


--
-- Name: COLUMN users.name; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON COLUMN todo.users.name IS 'Display name, at most 255 characters.';


--
-- Name: COLUMN users.image; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON COLUMN todo.users.image IS 'Address of a picture.';


--
-- Name: COLUMN users.created_at; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON COLUMN todo.users.created_at IS 'When the account was made.';


--
-- Name: COLUMN users.updated_at; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON COLUMN todo.users.updated_at IS 'When the account last really changed; kept current by the database.';


--
-- Data for Name: tasks; Type: TABLE DATA; Schema: todo; Owner: -
--

COPY todo.tasks (id, user_id, title, description, completed, created_at, updated_at, deleted_at, completed_at, version, colour) FROM stdin;
00000000-0000-7000-8000-000000000001	00000000-0000-4000-8000-000000000002	Task 1 日本	\N	f	2026-01-01 01:00:00+00	2026-02-01 00:00:00+00	\N	\N	1	\N
00000000-0000-7000-8000-000000000002	00000000-0000-4000-8000-000000000001	Task 2 日本	\N	f	2026-01-01 02:00:00+00	2026-02-01 00:00:00+00	\N	\N	1	\N
00000000-0000-7000-8000-000000000003	00000000-0000-4000-8000-000000000002	Task 3 日本	described	f	2026-01-01 03:00:00+00	2026-02-01 00:00:00+00	\N	\N	1	\N
00000000-0000-7000-8000-000000000004	00000000-0000-4000-8000-000000000001	Task 4 日本	\N	t	2026-01-01 04:00:00+00	2026-02-01 00:00:00+00	\N	2026-02-01 00:00:00+00	1	\N
00000000-0000-7000-8000-000000000005	00000000-0000-4000-8000-000000000002	Task 5 日本	\N	f	2026-01-01 05:00:00+00	2026-02-01 00:00:00+00	\N	\N	1	red
00000000-0000-7000-8000-000000000006	00000000-0000-4000-8000-000000000001	Task 6 日本	described	f	2026-01-01 06:00:00+00	2026-02-01 00:00:00+00	\N	\N	1	\N
00000000-0000-7000-8000-000000000007	00000000-0000-4000-8000-000000000002	Task 7 日本	\N	f	2026-01-01 07:00:00+00	2026-02-01 00:00:00+00	2026-02-01 00:00:00+00	\N	1	\N
00000000-0000-7000-8000-000000000008	00000000-0000-4000-8000-000000000001	Task 8 日本	\N	t	2026-01-01 08:00:00+00	2026-02-01 00:00:00+00	\N	2026-02-01 00:00:00+00	1	\N
00000000-0000-7000-8000-000000000009	00000000-0000-4000-8000-000000000002	Task 9 日本	described	f	2026-01-01 09:00:00+00	2026-02-01 00:00:00+00	\N	\N	1	\N
00000000-0000-7000-8000-000000000010	00000000-0000-4000-8000-000000000001	Task 10 日本	\N	f	2026-01-01 10:00:00+00	2026-02-01 00:00:00+00	\N	\N	1	red
00000000-0000-7000-8000-000000000011	00000000-0000-4000-8000-000000000002	Task 11 日本	\N	f	2026-01-01 11:00:00+00	2026-02-01 00:00:00+00	\N	\N	1	\N
00000000-0000-7000-8000-000000000012	00000000-0000-4000-8000-000000000001	Task 12 日本	described	t	2026-01-01 12:00:00+00	2026-02-01 00:00:00+00	\N	2026-02-01 00:00:00+00	1	\N
00000000-0000-7000-8000-000000000013	00000000-0000-4000-8000-000000000002	Task 13 日本	\N	f	2026-01-01 13:00:00+00	2026-02-01 00:00:00+00	\N	\N	1	\N
00000000-0000-7000-8000-000000000014	00000000-0000-4000-8000-000000000001	Task 14 日本	\N	f	2026-01-01 14:00:00+00	2026-02-01 00:00:00+00	2026-02-01 00:00:00+00	\N	1	\N
00000000-0000-7000-8000-000000000015	00000000-0000-4000-8000-000000000002	Task 15 日本	described	f	2026-01-01 15:00:00+00	2026-02-01 00:00:00+00	\N	\N	1	red
00000000-0000-7000-8000-000000000016	00000000-0000-4000-8000-000000000001	Task 16 日本	\N	t	2026-01-01 16:00:00+00	2026-02-01 00:00:00+00	\N	2026-02-01 00:00:00+00	1	\N
00000000-0000-7000-8000-000000000017	00000000-0000-4000-8000-000000000002	Task 17 日本	\N	f	2026-01-01 17:00:00+00	2026-02-01 00:00:00+00	\N	\N	1	\N
00000000-0000-7000-8000-000000000018	00000000-0000-4000-8000-000000000001	Task 18 日本	described	f	2026-01-01 18:00:00+00	2026-02-01 00:00:00+00	\N	\N	1	\N
00000000-0000-7000-8000-000000000019	00000000-0000-4000-8000-000000000002	Task 19 日本	\N	f	2026-01-01 19:00:00+00	2026-02-01 00:00:00+00	\N	\N	1	\N
00000000-0000-7000-8000-000000000020	00000000-0000-4000-8000-000000000001	Task 20 日本	\N	t	2026-01-01 20:00:00+00	2026-02-01 00:00:00+00	\N	2026-02-01 00:00:00+00	1	red
\.


--
-- Data for Name: users; Type: TABLE DATA; Schema: todo; Owner: -
--

COPY todo.users (id, email, email_verified, name, image, created_at, updated_at, plan) FROM stdin;
00000000-0000-4000-8000-000000000001	user1@example.com	f	User 1	\N	2026-01-01 00:00:00+00	2026-01-01 00:00:00+00	free
00000000-0000-4000-8000-000000000002	user2@example.com	f	User 2	\N	2026-01-01 00:00:00+00	2026-01-01 00:00:00+00	free
00000000-0000-4000-8000-000000000003	user3@example.com	f	User 3	\N	2026-01-01 00:00:00+00	2026-01-01 00:00:00+00	free
\.


--
-- Name: tasks tasks_pkey; Type: CONSTRAINT; Schema: todo; Owner: -
--

ALTER TABLE ONLY todo.tasks
    ADD CONSTRAINT tasks_pkey PRIMARY KEY (id);


--
-- Name: CONSTRAINT tasks_pkey ON tasks; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON CONSTRAINT tasks_pkey ON todo.tasks IS 'A task has one row.';


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: todo; Owner: -
--

ALTER TABLE ONLY todo.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- Name: CONSTRAINT users_pkey ON users; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON CONSTRAINT users_pkey ON todo.users IS 'A user has one row.';


--
-- Name: idx_tasks_created_at; Type: INDEX; Schema: todo; Owner: -
--

CREATE INDEX idx_tasks_created_at ON todo.tasks USING btree (created_at);


--
-- Name: INDEX idx_tasks_created_at; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON INDEX todo.idx_tasks_created_at IS 'Time ranges over all tenants.';


--
-- Name: idx_tasks_updated_at; Type: INDEX; Schema: todo; Owner: -
--

CREATE INDEX idx_tasks_updated_at ON todo.tasks USING btree (updated_at) WHERE (completed AND (deleted_at IS NULL));


--
-- Name: INDEX idx_tasks_updated_at; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON INDEX todo.idx_tasks_updated_at IS 'Retention: old completed tasks.';


--
-- Name: idx_tasks_user_completed; Type: INDEX; Schema: todo; Owner: -
--

CREATE INDEX idx_tasks_user_completed ON todo.tasks USING btree (user_id, completed) WHERE (deleted_at IS NULL);


--
-- Name: INDEX idx_tasks_user_completed; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON INDEX todo.idx_tasks_user_completed IS 'Counts by status.';


--
-- Name: idx_tasks_user_completed_created; Type: INDEX; Schema: todo; Owner: -
--

CREATE INDEX idx_tasks_user_completed_created ON todo.tasks USING btree (user_id, completed, created_at DESC, id DESC) WHERE (deleted_at IS NULL);


--
-- Name: INDEX idx_tasks_user_completed_created; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON INDEX todo.idx_tasks_user_completed_created IS 'A user''s open or done tasks, newest first, by keyset.';


--
-- Name: idx_tasks_user_deleted; Type: INDEX; Schema: todo; Owner: -
--

CREATE INDEX idx_tasks_user_deleted ON todo.tasks USING btree (user_id, deleted_at DESC, id DESC) WHERE (deleted_at IS NOT NULL);


--
-- Name: INDEX idx_tasks_user_deleted; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON INDEX todo.idx_tasks_user_deleted IS 'A user''s trash, latest deleted first, by keyset.';


--
-- Name: idx_tasks_user_id; Type: INDEX; Schema: todo; Owner: -
--

CREATE INDEX idx_tasks_user_id ON todo.tasks USING btree (user_id, created_at DESC, id DESC);


--
-- Name: INDEX idx_tasks_user_id; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON INDEX todo.idx_tasks_user_id IS 'All of a user''s tasks, newest first, by keyset.';


--
-- Name: idx_users_created_at; Type: INDEX; Schema: todo; Owner: -
--

CREATE INDEX idx_users_created_at ON todo.users USING btree (created_at);


--
-- Name: INDEX idx_users_created_at; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON INDEX todo.idx_users_created_at IS 'Accounts by age.';


--
-- Name: idx_users_email; Type: INDEX; Schema: todo; Owner: -
--

CREATE UNIQUE INDEX idx_users_email ON todo.users USING btree (email);


--
-- Name: INDEX idx_users_email; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON INDEX todo.idx_users_email IS 'An address belongs to one user; finds a user by address.';


--
-- Name: regress_colour; Type: INDEX; Schema: todo; Owner: -
--

CREATE INDEX regress_colour ON todo.tasks USING btree (colour);


--
-- Name: tasks tasks_rules; Type: TRIGGER; Schema: todo; Owner: -
--

CREATE TRIGGER tasks_rules BEFORE INSERT OR UPDATE ON todo.tasks FOR EACH ROW EXECUTE FUNCTION todo.task_rules();


--
-- Name: TRIGGER tasks_rules ON tasks; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON TRIGGER tasks_rules ON todo.tasks IS 'The rules that every writer meets: title, times, version.';


--
-- Name: users users_rules; Type: TRIGGER; Schema: todo; Owner: -
--

CREATE TRIGGER users_rules BEFORE UPDATE ON todo.users FOR EACH ROW EXECUTE FUNCTION todo.user_rules();


--
-- Name: TRIGGER users_rules ON users; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON TRIGGER users_rules ON todo.users IS 'Keeps created_at, and updated_at current.';


--
-- Name: tasks fk_tasks_user_id; Type: FK CONSTRAINT; Schema: todo; Owner: -
--

ALTER TABLE ONLY todo.tasks
    ADD CONSTRAINT fk_tasks_user_id FOREIGN KEY (user_id) REFERENCES todo.users(id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: CONSTRAINT fk_tasks_user_id ON tasks; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON CONSTRAINT fk_tasks_user_id ON todo.tasks IS 'A task belongs to an existing user, and goes with it.';


--
-- Name: tasks; Type: ROW SECURITY; Schema: todo; Owner: -
--

ALTER TABLE todo.tasks ENABLE ROW LEVEL SECURITY;

--
-- Name: tasks tasks_isolation_policy; Type: POLICY; Schema: todo; Owner: -
--

CREATE POLICY tasks_isolation_policy ON todo.tasks USING ((user_id = todo.current_user_id())) WITH CHECK ((user_id = todo.current_user_id()));


--
-- Name: POLICY tasks_isolation_policy ON tasks; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON POLICY tasks_isolation_policy ON todo.tasks IS 'The signed-in user sees and changes the own tasks alone.';


--
-- Name: tasks tasks_service_policy; Type: POLICY; Schema: todo; Owner: -
--

CREATE POLICY tasks_service_policy ON todo.tasks TO todo_service USING ((todo.current_user_id() IS NULL)) WITH CHECK ((todo.current_user_id() IS NULL));


--
-- Name: POLICY tasks_service_policy ON tasks; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON POLICY tasks_service_policy ON todo.tasks IS 'A trusted back end for which nobody is signed in maintains all tasks.';


--
-- Name: users; Type: ROW SECURITY; Schema: todo; Owner: -
--

ALTER TABLE todo.users ENABLE ROW LEVEL SECURITY;

--
-- Name: users users_isolation_policy; Type: POLICY; Schema: todo; Owner: -
--

CREATE POLICY users_isolation_policy ON todo.users FOR SELECT USING ((id = todo.current_user_id()));


--
-- Name: POLICY users_isolation_policy ON users; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON POLICY users_isolation_policy ON todo.users IS 'The signed-in user sees the own row.';


--
-- Name: users users_service_policy; Type: POLICY; Schema: todo; Owner: -
--

CREATE POLICY users_service_policy ON todo.users TO todo_service USING ((todo.current_user_id() IS NULL)) WITH CHECK ((todo.current_user_id() IS NULL));


--
-- Name: POLICY users_service_policy ON users; Type: COMMENT; Schema: todo; Owner: -
--

COMMENT ON POLICY users_service_policy ON todo.users IS 'A trusted back end for which nobody is signed in writes all accounts.';


--
-- PostgreSQL database dump complete
--


