import os

from alembic import context
from alembic.autogenerate import rewriter
from alembic.operations import ops
from sqlalchemy import create_engine, pool
from sqlmodel import SQLModel

import models  # fills the metadata

# Schema todo belongs to you, but the extension made it, and goes on to: by the migrations that create and update it. So
# autogenerate looks there for what the models declare, and leaves alone the other tables and what the comments say.


def include_name(name, type_, parent_names):
    if type_ == 'schema':
        return name in (None, 'todo')
    if type_ == 'table' and parent_names['schema_name'] == 'todo':
        return parent_names['schema_qualified_table_name'] in SQLModel.metadata.tables
    return True


without_comments = rewriter.Rewriter()


@without_comments.rewrites(ops.AlterColumnOp)
def leave_comment_of_column(context, revision, op):
    if op.schema == 'todo':
        op.modify_comment = False
    return op if op.has_changes() else []


@without_comments.rewrites(ops.CreateTableCommentOp)
@without_comments.rewrites(ops.DropTableCommentOp)
def leave_comment_of_table(context, revision, op):
    return [] if op.schema == 'todo' else op


options = dict(
    target_metadata=SQLModel.metadata, include_schemas=True, include_name=include_name, compare_type=True,
    compare_server_default=True, process_revision_directives=without_comments)

if context.is_offline_mode():
    context.configure(dialect_name='postgresql', **options)
    with context.begin_transaction():
        context.run_migrations()
else:
    engine = create_engine(os.environ['DATABASE_URL'], poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, **options)
        with context.begin_transaction():
            context.run_migrations()
