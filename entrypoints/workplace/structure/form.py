"""What a form of the structure asks for, as a command."""

from collections.abc import Mapping

from application.structure.commands import (
    AddSection,
    Command,
    HideSection,
    MoveSection,
    PlaceRule,
    RemoveRule,
    RemoveSection,
    RenameSection,
    SaveRule,
    SetUnmapped,
    ShowSection,
    StartFromGroups,
    TakeBack,
    UseStructure,
)
from domain.shared.errors import NotFound
from domain.shared.ids import CategoryId
from entrypoints.pages.forms import number_of, whole

MOST = 10**9


def command_of(form: Mapping[str, str]) -> Command:
    """Raises NotFound for what the page does not offer."""
    do = form.get("do", "")
    if do in ("rule", "rule-remove", "rule-place"):
        return _of_rule(do, form)
    if do == "add":
        return AddSection(_text(form, "name"), _text(form, "name_en"), _maybe(form, "parent"))
    if do == "start":
        return StartFromGroups()
    if do in ("use", "stop-using"):
        return UseStructure(do == "use")
    if do == "unmapped":
        return SetUnmapped(form.get("to", ""))
    if do == "undo":
        return TakeBack(number_of(form.get("change", ""), "structure-change"))
    return _of_section(do, form)


def _of_section(do: str, form: Mapping[str, str]) -> Command:
    section = CategoryId(number_of(form.get("section", ""), "section"))
    if do == "rename":
        return RenameSection(section, _text(form, "name"), _text(form, "name_en"), _text(form, "slug"))
    if do == "move":
        return MoveSection(section, _maybe(form, "parent"), whole(form.get("place", ""), MOST, MOST))
    if do == "hide":
        return HideSection(section)
    if do == "show":
        return ShowSection(section)
    if do == "remove":
        return RemoveSection(section, _maybe(form, "goods_to"))
    raise NotFound("page", do[:40])


def _of_rule(do: str, form: Mapping[str, str]) -> Command:
    if do == "rule":
        id = number_of(form["id"], "section-rule") if form.get("id") else None
        place = whole(form.get("place", ""), 0, MOST)
        property_ = whole(form.get("property", ""), 0, MOST) or None
        return SaveRule(
            id, CategoryId(whole(form.get("section", ""), 0, MOST)), _maybe(form, "group"),
            form.get("reach", "below") != "alone", _text(form, "maker"), property_, _text(form, "value"),
            place - 1 if place else None,
        )  # fmt: skip
    id = number_of(form.get("id", ""), "section-rule")
    return RemoveRule(id) if do == "rule-remove" else PlaceRule(id, whole(form.get("place", ""), 1, MOST) - 1)


def _text(form: Mapping[str, str], name: str) -> str:
    return " ".join(form.get(name, "").split())


def _maybe(form: Mapping[str, str], name: str) -> CategoryId | None:
    return CategoryId(whole(form.get(name, ""), 0, MOST)) or None
