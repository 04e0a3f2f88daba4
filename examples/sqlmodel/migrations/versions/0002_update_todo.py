"""Bring the extension and its tables up to the version that the server has now. Each later version is one more of these."""
from alembic import op

revision = '0002'
down_revision = '0001'


def upgrade():
    op.execute('ALTER EXTENSION todo UPDATE')


def downgrade():
    raise NotImplementedError('an extension has no way back')
