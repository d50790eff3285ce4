"""Who asks, and what he may do."""

from application.shared.words import counted
from domain.access.authority import CounterpartyBlocked, NotSignedIn, SignInRefused, TooManyAttempts
from domain.access.permission import Permission
from domain.shared.errors import NotAllowed, NotFound
from entrypoints.http.entry import Around, Entries, Entry, Text, WayOut, both, one_way, plain

RIGHTS = {
    Permission.SEE_CATALOGUE: Text("видеть каталог", "to see the catalogue"),
    Permission.SEE_PRICES: Text("видеть цены", "to see prices"),
    Permission.CHANGE_CART: Text("менять корзину", "to change the cart"),
    Permission.PLACE_ORDER: Text("оформлять заказы", "to place orders"),
    Permission.SEE_ORDERS: Text("видеть заказы", "to see orders"),
    Permission.SEE_DOCUMENTS: Text("видеть документы", "to see documents"),
    Permission.SEE_DEBT: Text("видеть задолженность", "to see the debt"),
    Permission.SEE_HOLDING: Text("видеть данные холдинга", "to see the figures of the holding"),
    Permission.MAKE_FEED_KEYS: Text("выпускать ключи для выгрузок", "to make keys of feeds"),
    Permission.SEE_ALL_ORDERS: Text("видеть заказы всех сотрудников", "to see the orders of all employees"),
    Permission.CORRECT_ORDERS: Text("исправлять заказы сотрудников", "to correct the orders of employees"),
    Permission.APPROVE_ORDERS: Text("согласовывать заказы", "to approve orders"),
    Permission.SET_APPROVAL: Text("настраивать согласование и бюджеты", "to set approval and budgets"),
    Permission.MANAGE_PEOPLE: Text("управлять сотрудниками и ролями", "to keep employees and roles"),
    Permission.SEE_AUDIT: Text("видеть журнал действий", "to see the journal of acts"),
    Permission.ACT_FOR_CLIENTS: Text("работать за клиента", "to act for clients"),
    Permission.CLOSE_CLIENTS: Text("закрывать доступ компаниям", "to close the access of companies"),
    Permission.SEE_OWN_CLIENTS: Text("видеть своих клиентов", "to see one's own clients"),
    Permission.SEE_ALL_CLIENTS: Text("видеть всех клиентов", "to see all clients"),
    Permission.SEE_EXCHANGE: Text("видеть обмен с 1С", "to see the exchange with the ERP"),
    Permission.SET_PRICE_TYPES: Text("настраивать виды цен", "to set price types up"),
    Permission.CHANGE_INDIVIDUAL_PRICES: Text("менять индивидуальные цены", "to change individual prices"),
    Permission.SEE_RULES: Text("видеть правила цен", "to see the rules of prices"),
    Permission.CHANGE_RULES: Text("менять правила цен", "to change the rules of prices"),
    Permission.SEE_PROMOS: Text("видеть промокоды", "to see promo codes"),
    Permission.CHANGE_PROMOS: Text("заводить и менять промокоды", "to make and change promo codes"),
}

KINDS = {
    "cart": Text("Корзина не найдена.", "There is no such cart."),
    "category": Text("Раздел каталога не найден.", "There is no such section of the catalogue."),
    "consignee": Text("Грузополучатель не найден.", "There is no such consignee."),
    "context": Text("У вас нет действующей компании.", "You act for no company at present."),
    "contract": Text("Договор не найден.", "There is no such contract."),
    "counterparty": Text("Компания не найдена.", "There is no such company."),
    "document": Text("Документ не найден.", "There is no such document."),
    "order": Text("Заказ не найден.", "There is no such order."),
    "employee": Text("Сотрудник не найден.", "There is no such employee."),
    "role": Text("Роль не найдена.", "There is no such role."),
    "invitation": Text(
        "Приглашение не действует: оно использовано, отозвано или устарело. Попросите прислать новое.",
        "The invitation is not valid: used, withdrawn or too old. Ask for another one.",
    ),
    "approval": Text("Заявка не найдена.", "There is no such request."),
    "budget": Text("Бюджет не найден.", "There is no such budget."),
    "approval-rule": Text("Правило согласования не найдено.", "There is no such rule of approval."),
    "packaging": Text("У товара нет такой упаковки.", "The goods have no such packaging."),
    "individual-price": Text("Индивидуальная цена не найдена.", "There is no such individual price."),
    "picture": Text("Изображение не найдено.", "There is no such picture."),
    "price-type": Text("Вид цен не найден.", "There is no such price type."),
    "price-upload": Text("Загрузка не найдена.", "There is no such upload."),
    "product": Text("Товар не найден.", "There is no such product."),
    "rule": Text("Правило цен не найдено.", "There is no such rule of prices."),
    "region": Text("Регион не найден.", "There is no such region."),
    "section": Text("Раздел каталога не найден.", "There is no such section of the catalogue."),
    "variant": Text("Товар не найден.", "There are no such goods."),
    "warehouse": Text("В ваш регион этот товар не отгружается.", "No warehouse of your region has it."),
}  # fmt: skip
ANYTHING = Text("Этого здесь нет.", "There is nothing here.")
RELOAD = (WayOut(Text("Обновите страницу: список мог измениться.", "Reload: the list may have changed."), "reload"),)
ASK_MANAGER = WayOut(Text("Обратитесь к вашему менеджеру.", "Ask your manager."), "contact_manager")


def right(permission: str) -> Text:
    return RIGHTS[Permission(permission)] if permission in RIGHTS else Text(f"«{permission}»", f"“{permission}”")


def _not_allowed(error: NotAllowed, _: Around) -> Text:
    return both("У вас нет права {}.", "You have no right {}.", right(error.permission))


def _ask_for_right(error: NotAllowed, _: Around) -> tuple[WayOut, ...]:
    text = Text(
        "Право даёт администратор вашей компании или ваш менеджер.",
        "The administrator of your company or your manager can give it.",
    )
    return (WayOut(text, "request_permission", {"permission": str(error.permission)}),)


def _not_found(error: NotFound, _: Around) -> Text:
    return KINDS.get(error.kind, ANYTHING)


def _look_again(error: NotFound, _: Around) -> tuple[WayOut, ...]:
    return (ASK_MANAGER,) if error.kind in ("context", "warehouse") else RELOAD


def _too_many(error: TooManyAttempts, _: Around) -> Text:
    minutes = -(-error.retry_after // 60)
    return Text(
        f"Слишком много попыток входа. Повторите через {counted(minutes, 'минуту', 'минуты', 'минут')}.",
        f"Too many attempts to sign in. Try again in {minutes} min.",
    )


def _wait(error: TooManyAttempts, _: Around) -> tuple[WayOut, ...]:
    text = Text("Подождите и войдите снова.", "Wait, then sign in again.")
    return (WayOut(text, "wait", {"seconds": error.retry_after}),)


def _blocked(error: CounterpartyBlocked, _: Around) -> Text:
    why = Text(f": {error.reason}.", f": {error.reason}.") if error.reason else Text(".", ".")
    return Text(f"Заказы для {error.name} приостановлены", f"Orders for {error.name} are suspended") + why


def _unblock(error: CounterpartyBlocked, _: Around) -> tuple[WayOut, ...]:
    return (
        ASK_MANAGER,
        WayOut(
            Text("Выберите другую компанию.", "Choose another company."),
            "switch_context",
            {"part": "counterparty"},
        ),
    )


ENTRIES: Entries = {
    NotFound: Entry(404, Text("Не найдено", "Not found"), _not_found, _look_again),
    NotAllowed: Entry(403, Text("Нет права", "Not allowed"), _not_allowed, _ask_for_right),
    NotSignedIn: Entry(
        401,
        Text("Нужен вход", "Not signed in"),
        plain("Войдите, чтобы продолжить.", "Sign in to go on."),
        one_way("Войдите под своим логином.", "Sign in.", "sign_in"),
    ),
    SignInRefused: Entry(
        401,
        Text("Вход не выполнен", "Sign-in refused"),
        plain("Логин или пароль не подходят.", "The login or the password does not match."),
        one_way(
            "Проверьте раскладку и регистр; если пароль забыт, обратитесь к менеджеру.",
            "Check the layout and Caps Lock; if the password is forgotten, ask your manager.",
            "sign_in",
        ),
    ),
    TooManyAttempts: Entry(429, Text("Слишком много попыток", "Too many attempts"), _too_many, _wait),
    CounterpartyBlocked: Entry(409, Text("Заказы приостановлены", "Orders suspended"), _blocked, _unblock),
}
