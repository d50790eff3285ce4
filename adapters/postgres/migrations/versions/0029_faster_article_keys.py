"""Keys of articles cost half: every new good and variant has them made for an index

Both functions give what they gave, so that the indexes on them stand. A function of SQL that asks for its argument
twice, or whose body may answer where the argument is null, is not put in place of its call but run for every row.
"""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

HEAD = "CREATE OR REPLACE FUNCTION {name}({argument} text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS"
# Each character is looked for in the list from its beginning: digits, most of an article, stand first.
FOLDED = (
    HEAD.format(name="sku_folded", argument="sku")
    + r""" $$
    SELECT translate(upper(normalize(replace(sku, '№', ''), NFKC)),
        '0123456789АВЕКМНОРСТУХ×Ё-' || E' \t\r\n\u00a0\u2009\u202f\u2010\u2011\u2012\u2013\u2014\u2212' || './\',
        '0123456789ABEKMHOPCTYXXE')
$$
"""
)
BARE = (
    HEAD.format(name="sku_bare", argument="key")
    + """ $$
    SELECT regexp_replace(key, '(?<![0-9])0+(?=[0-9])', '', 'g')
$$
"""
)
FOLDED_BEFORE = (
    HEAD.format(name="sku_folded", argument="sku")
    + r""" $$
    SELECT translate(upper(normalize(replace(sku, '№', ''), NFKC)),
        'АВЕКМНОРСТУХ×Ё' || E' \t\r\n\u00a0\u2009\u202f\u2010\u2011\u2012\u2013\u2014\u2212' || '-./\',
        'ABEKMHOPCTYXXE')
$$
"""
)
BARE_BEFORE = (
    HEAD.format(name="sku_bare", argument="key")
    + """ $$
    SELECT CASE WHEN position('0' in key) = 0 THEN key
                ELSE regexp_replace(key, '(^|[^0-9])0+(?=[0-9])', '\\1', 'g') END
$$
"""
)


def upgrade() -> None:
    op.execute(FOLDED)
    op.execute(BARE)


def downgrade() -> None:
    op.execute(FOLDED_BEFORE)
    op.execute(BARE_BEFORE)
