"""Create the extension, in the version that the server has."""
from alembic import op

revision = '0001'
down_revision = None


def upgrade():
    op.execute('CREATE EXTENSION todo')


def downgrade():
    raise NotImplementedError('the tables and all tasks would be left behind, closed to everybody: see DROP EXTENSION in docs/administration.md')
