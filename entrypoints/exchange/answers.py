"""Answers that every generation of 1C understands.

Status 200 whatever is said, the word on the first line, LF between lines, no BOM, no empty body, a Content-Length.
Source: CommerceML, the rules of answers.
"""

import falcon

from application.exchange.import_file import Imported, Verdict

PLAIN = "text/plain; charset=utf-8"
LONGEST = 250  # УНФ shows a reason to the person only while it is shorter than 255


def lines(resp: falcon.Response, *told: str) -> None:
    resp.status = falcon.HTTP_200
    resp.content_type = PLAIN
    resp.data = "\n".join(told).encode()


def success(resp: falcon.Response) -> None:
    lines(resp, "success")


def failure(resp: falcon.Response, text: str) -> None:
    lines(resp, "failure", one_line(text))


def unauthorized(resp: falcon.Response, text: str) -> None:
    failure(resp, text)
    resp.status = falcon.HTTP_401
    resp.set_header("WWW-Authenticate", 'Basic realm="1C exchange", charset="UTF-8"')


def imported(resp: falcon.Response, answer: Imported) -> None:
    if answer.verdict is Verdict.SUCCESS:
        success(resp)
    else:
        lines(resp, answer.verdict, one_line(answer.text) or "Идёт обработка")


def xml(resp: falcon.Response, body: bytes, charset: str) -> None:
    resp.status = falcon.HTTP_200
    resp.content_type = f"application/xml; charset={charset}"
    resp.data = body


def one_line(text: str) -> str:
    return " ".join(text.split())[:LONGEST]
