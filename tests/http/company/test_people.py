"""An administrator invites, gives roles, takes them away; what is refused is refused by the use case."""

from uuid import uuid4

from tests.capabilities import shows
from tests.http.company.company import Company, session_of, signs_in
from tests.shop import Shop, Visitor


@shows("M037")
def test_an_invited_person_sets_a_password_by_the_link_and_orders(shop: Shop, company: Company) -> None:
    email = f"anna-{company.number}@k.example"
    assert company.invite(email, "buyer", name="Анна Белова").status_code == 303
    assert "Анна Белова" in company.admin.text("/company/people")
    assert signs_in(shop, email) == 401

    link, guest = company.link(), Visitor(shop.client)
    assert "ООО «Компания" in guest.ask("GET", link).text
    short = guest.form(link, {"password": "short", "again": "short"})
    assert short.status_code == 422
    assert guest.form(link, {"password": "длинная фраза", "again": "другая фраза"}).status_code == 422
    joined = guest.form(link, {"password": "длинная фраза", "again": "длинная фраза"})
    assert (joined.status_code, joined.headers["Location"]) == (303, "/login?joined=yes")

    assert signs_in(shop, email, "длинная фраза") in (200, 201)
    assert guest.ask("GET", link).status_code == 404
    user = shop.one("SELECT id FROM app_user WHERE login = %s", email)
    anna = session_of(shop, user)
    assert anna.placed([(1, "1")], "first")
    acts = [row[0] for row in shop.rows("SELECT action FROM audit_log WHERE counterparty_id = %s", company.id)]
    assert acts == ["people.invited", "people.joined"]


@shows("M037")
def test_another_letter_kills_the_former_link_and_a_withdrawn_one_is_dead(shop: Shop, company: Company) -> None:
    guest = Visitor(shop.client)
    company.invite(f"oleg-{company.number}@k.example", "buyer")
    first = company.link()
    invitation = shop.one("SELECT id FROM invitation WHERE counterparty_id = %s", company.id)
    company.admin.done(f"/company/invitations/{invitation}", do="again")
    second = company.link()
    assert [guest.ask("GET", link).status_code for link in (first, second)] == [404, 200]
    company.admin.done(f"/company/invitations/{invitation}", do="withdraw")
    assert guest.ask("GET", second).status_code == 404


@shows("N07")
def test_the_link_of_an_administrator_who_lost_the_right_is_dead(shop: Shop, company: Company) -> None:
    company.invite(f"late-{company.number}@k.example", "buyer")
    link, guest = company.link(), Visitor(shop.client)
    assert guest.ask("GET", link).status_code == 200
    shop.run("UPDATE membership SET revoked_at = now() WHERE user_id = %s", company.admin.id)
    assert guest.ask("GET", link).status_code == 404
    pair = {"password": "длинная фраза", "again": "длинная фраза"}
    assert guest.form(link, pair).status_code == 404
    assert shop.rows("SELECT FROM app_user WHERE login = %s", f"late-{company.number}@k.example") == []


@shows("M031", "N04")
def test_a_role_is_composed_of_rights_that_its_maker_has(shop: Shop, company: Company) -> None:
    role = uuid4()
    rights = [("permission", one) for one in ("catalogue.see", "prices.see", "cart.change", "order.see")]
    company.admin.done("/company/roles", *rights, id=role, name="Сборщик корзин")
    company.admin.done(f"/company/people/{company.buyer.id}", ("role", str(role)))
    # From the next request on, and by the use case: the API refuses as the page does.
    cart = company.buyer.visitor.fill([(1, "1")])
    refused = company.buyer.visitor.order(cart, "no right")
    assert (refused.status_code, refused.json["code"]) == (403, "access.not-allowed")
    assert company.buyer.status("/checkout") == 403
    company.admin.done("/company/roles", *rights, ("permission", "order.place"), id=role, name="Закупщик цеха")
    assert company.buyer.visitor.order(cart, "a right").status_code == 201

    for stranger in ("holding.see", "client.see-all", "rates.change"):
        status, text = company.admin.told("/company/roles", ("permission", stranger), id=uuid4(), name="Больше")
        assert status == 403
        assert "Вы не можете дать права, которых нет у вас самих" in text
    assert company.admin.told(f"/company/people/{company.buyer.id}", ("role", "head"))[0] == 403
    assert company.invite(f"x-{company.number}@k.example", "administrator").status_code == 404
    taken = company.admin.told("/company/roles", *rights, id=uuid4(), name="ЗАКУПЩИК ЦЕХА")
    assert (taken[0], "уже есть" in taken[1]) == (409, True)
    in_use = company.admin.told(f"/company/roles/{role}")
    assert (in_use[0], "ещё есть у сотрудников" in in_use[1]) == (409, True)


@shows("N04")
def test_duties_are_kept_apart_where_the_company_wants_it(company: Company) -> None:
    refused = company.admin.told("/company/duties", apart="yes")
    assert refused[0] == 409  # the administrator has both of them
    assert "обязанности разделены" in refused[1]
    seeing, keeping = ("catalogue.see", "order.see"), uuid4()
    approver = [("permission", one) for one in (*seeing, "people.manage", "order.approve")]
    company.admin.done("/company/roles", *approver, id=keeping, name="Контролёр")
    keeper = company.hire("keeper", str(keeping))
    keeper.done(f"/company/people/{company.admin.id}", do="end")
    keeper.done(f"/company/people/{company.head.id}", do="end")
    keeper.done("/company/duties", apart="yes")
    # The buyer orders; to approve beside it he gets no more, by whichever role.
    only = uuid4()
    keeper.done("/company/roles", ("permission", "order.approve"), id=only, name="Согласующий")
    buyer = company.hire("both", "buyer")
    status, text = keeper.told(f"/company/people/{buyer.id}", ("role", str(only)), ("role", "buyer"))
    assert status == 403  # to order is more than the controller has himself
    boss = company.hire("boss", "buyer", str(keeping))
    status, text = boss.told(f"/company/people/{buyer.id}", ("role", str(only)), ("role", "buyer"))
    assert (status, "оформлять заказы; согласовывать заказы" in text) == (409, True)


@shows("M031")
def test_nobody_changes_his_own_rights_or_those_of_another_company(shop: Shop, company: Company) -> None:
    for fields in ({"role": "buyer"}, {"do": "end"}):
        assert company.admin.told(f"/company/people/{company.admin.id}", **fields)[0] == 403
    stranger = shop.one("SELECT user_id FROM membership WHERE counterparty_id <> %s LIMIT 1", company.id)
    assert company.admin.told(f"/company/people/{stranger}", ("role", "buyer"))[0] == 404
    for who in (company.buyer, company.head):
        assert who.status("/company/people") == 403
        assert who.told("/company/roles", ("permission", "order.see"), id=uuid4(), name="Своя")[0] == 403
        assert who.told(f"/company/people/{company.buyer.id}", do="end")[0] == 403


@shows("M037")
def test_access_for_a_term_counts_both_its_days(shop: Shop, company: Company) -> None:
    day = shop.one("SELECT (now() AT TIME ZONE 'Europe/Moscow')::date")
    person = f"/company/people/{company.buyer.id}"
    company.admin.done(person, ("role", "buyer"), from_=day, to=day)
    assert company.buyer.status("/catalogue") == 200
    wrong = company.admin.told(person, ("role", "buyer"), from_=day, to="2020-01-01")
    assert (wrong[0], "раньше, чем начинается" in wrong[1]) == (422, True)
    company.admin.done(person, ("role", "buyer"), to="2020-01-01")
    assert company.buyer.status("/catalogue") in (403, 404)
    assert "срок вышел" in company.admin.text("/company/people")
