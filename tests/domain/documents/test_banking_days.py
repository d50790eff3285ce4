"""Banking days of 2026."""

from datetime import date

from domain.documents.banking_days import banking_days_later, is_banking_day


def test_an_invoice_of_a_friday_is_valid_to_the_next_week() -> None:
    assert banking_days_later(date(2026, 11, 20), 3) == date(2026, 11, 25)


def test_the_new_year_is_skipped() -> None:
    assert banking_days_later(date(2026, 12, 30), 1) == date(2027, 1, 11)
    assert banking_days_later(date(2025, 12, 31), 1) == date(2026, 1, 12)


def test_moved_days_off_are_off() -> None:
    assert not is_banking_day(date(2026, 3, 9))
    assert not is_banking_day(date(2026, 11, 4))
    assert is_banking_day(date(2026, 11, 5))
