"""The ledger of a trial, in a schema of its own: what the ERP told, what buyers were answered, and a journal of every
hold in the order in which the locks were had.

The journal is written by triggers inside the portal's own transactions, so that what was rolled back is not in it. A
number is drawn while the transaction holds the lock of its goods or its limit; so by number the moves of one of them
stand in the order of the lock, and what an acceptance must have found held is the sum of the moves before its own.
"""

from typing import Any, LiteralString

import psycopg

LEDGER: LiteralString = """
CREATE SCHEMA prove;
CREATE TABLE prove.told_stock (
    snapshot_id bigint, variant_id int, warehouse_id int, free numeric(15, 3), round int,
    PRIMARY KEY (variant_id, warehouse_id, snapshot_id));
CREATE TABLE prove.told_balance (
    no bigint GENERATED ALWAYS AS IDENTITY, balance_id uuid PRIMARY KEY, owner_id uuid, limit_amount numeric(15, 2),
    debt numeric(15, 2), round int);
CREATE TABLE prove.sent_balance (
    packet_no bigint, owner_id uuid, limit_amount numeric(15, 2), debt numeric(15, 2), round int,
    PRIMARY KEY (packet_no, owner_id));
CREATE TABLE prove.told_budget (
    budget_id uuid, company uuid, round int, amount numeric(15, 2), spent numeric(15, 2),
    PRIMARY KEY (budget_id, round));
CREATE TABLE prove.told_code (promo_id uuid PRIMARY KEY, uses int, round int);
CREATE TABLE prove.opening_stock (
    round int, variant_id int, warehouse_id int, held numeric(15, 3), PRIMARY KEY (round, variant_id, warehouse_id));
CREATE TABLE prove.opening_credit (round int, owner_id uuid, held numeric(15, 2), PRIMARY KEY (round, owner_id));
CREATE TABLE prove.attempt (
    key text PRIMARY KEY, round int, user_id uuid, cart_version bigint, confirmed numeric(15, 2), placed boolean,
    orders uuid[], cart uuid, request uuid);
CREATE TABLE prove.wish (key text, variant_id int, packaging_id int, quantity numeric(15, 3));
CREATE TABLE prove.scope AS SELECT 0 AS first, 0 AS last;
CREATE VIEW prove.placed AS
    SELECT a.key, a.round, a.cart, a.cart_version, a.confirmed, o.*
    FROM prove.scope s
    JOIN prove.attempt a ON a.round BETWEEN s.first AND s.last JOIN sales_order o ON o.comment = a.key;
CREATE INDEX ON prove.attempt (round);
CREATE INDEX ON prove.wish (key);
CREATE INDEX ON sales_order (comment);
CREATE INDEX ON outbox ((payload ->> 'order_id'));

CREATE TABLE prove.stock_move (
    no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id uuid, line int, variant_id int, warehouse_id int,
    moved numeric(15, 3), was text, became text);
CREATE TABLE prove.credit_move (
    no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id uuid, owners uuid[], moved numeric(15, 2),
    was text, became text);
CREATE TABLE prove.budget_move (
    no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id uuid, budget_id uuid, moved numeric(15, 2));
CREATE INDEX ON prove.budget_move (order_id);
CREATE INDEX ON prove.stock_move (order_id);
CREATE INDEX ON prove.credit_move (order_id);
CREATE FUNCTION prove.note_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO prove.stock_move (order_id, line, variant_id, warehouse_id, moved, was, became)
    VALUES (NEW.order_id, NEW.line, NEW.variant_id, NEW.warehouse_id,
        NEW.uncontained - CASE TG_OP WHEN 'UPDATE' THEN OLD.uncontained ELSE 0 END,
        CASE TG_OP WHEN 'UPDATE' THEN OLD.state END, NEW.state);
    RETURN NULL;
END $$;
CREATE FUNCTION prove.note_credit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO prove.credit_move (order_id, owners, moved, was, became)
    VALUES (NEW.order_id, ARRAY[NEW.contract_id, NEW.counterparty_id, NEW.holding_id],
        NEW.uncontained - CASE TG_OP WHEN 'UPDATE' THEN OLD.uncontained ELSE 0 END,
        CASE TG_OP WHEN 'UPDATE' THEN OLD.state END, NEW.state);
    RETURN NULL;
END $$;
CREATE FUNCTION prove.note_budget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO prove.budget_move (order_id, budget_id, moved) VALUES (NEW.order_id, NEW.budget_id, NEW.amount);
    RETURN NULL;
END $$;
CREATE TRIGGER prove_note AFTER INSERT ON budget_use FOR EACH ROW EXECUTE FUNCTION prove.note_budget();
CREATE TRIGGER prove_note AFTER INSERT OR UPDATE OF uncontained, state, closed_at ON reservation
    FOR EACH ROW EXECUTE FUNCTION prove.note_stock();
CREATE TRIGGER prove_note AFTER INSERT OR UPDATE OF uncontained, state ON credit_hold
    FOR EACH ROW EXECUTE FUNCTION prove.note_credit();
"""


def lay(connection: psycopg.Connection[Any]) -> None:
    connection.execute(LEDGER)
