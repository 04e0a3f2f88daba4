-- The rules that every writer meets.
CREATE FUNCTION plpgsql.task_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.title := btrim(NEW.title, U&'\0009\000A\000B\000C\000D\0020\0085\00A0\1680\2000\2001\2002\2003\2004\2005\2006\2007\2008\2009\200A\2028\2029\202F\205F\3000');
    IF TG_OP = 'INSERT' THEN
        NEW.completed_at := CASE WHEN NEW.completed THEN coalesce(NEW.completed_at, now()) END;
        RETURN NEW;
    END IF;
    NEW.created_at := OLD.created_at;
    NEW.updated_at := OLD.updated_at;
    NEW.completed_at := OLD.completed_at;
    NEW.version := OLD.version;
    IF NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NEW;
    END IF;
    NEW.updated_at := CASE WHEN now() > OLD.updated_at THEN now()
                           ELSE greatest(clock_timestamp(), OLD.updated_at + interval '1 microsecond') END;
    NEW.version := OLD.version + 1;
    IF NEW.completed <> OLD.completed THEN
        NEW.completed_at := CASE WHEN NEW.completed THEN NEW.updated_at END;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER tasks_rules
    BEFORE INSERT OR UPDATE ON plpgsql.tasks FOR EACH ROW EXECUTE FUNCTION plpgsql.task_rules();
