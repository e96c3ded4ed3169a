"""The desk's pages over real HTTP on a loopback address."""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Iterator
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest
from django.urls import get_resolver

from pipeline.desk import verbs
from pipeline.desk.web.server import make_desk_server
from pipeline.errors import EnvironmentFailedError, RefusedError
from tests.desk.support import PASSWORD, actions, at, content, send


class Browser:
    """As much of a browser as the desk needs: cookies and forms."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def request(self, method: str, path: str, fields=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if fields is not None:
            body = urlencode(fields)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, {**sent, **(headers or {})})
        response = connection.getresponse()
        text = response.read()
        connection.close()
        self.set_cookies = response.headers.get_all("Set-Cookie") or []
        for line in self.set_cookies:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return response, text

    def token(self, path: str) -> str:
        _, page = self.request("GET", path)
        found = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert found
        return found.group(1).decode()

    def sign_in(self, username: str, password: str = PASSWORD):
        fields = {"username": username, "password": password}
        fields["csrfmiddlewaretoken"] = self.token("/login")
        return self.request("POST", "/login", fields)[0]


@pytest.fixture
def port(desk) -> Iterator[int]:
    send()
    with make_desk_server(port=0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def sheet(port):
    return verbs.make_review_sheet(content(), operator="tester", at=at(3))


def test_a_reader_signs_in_and_reads_the_exact_sheet(port, sheet):
    data, digest = sheet
    browser = Browser(port)
    assert browser.sign_in("maria").status == 302
    response, page = browser.request("GET", "/")
    assert response.status == 200
    assert digest.hex.encode() in page
    response, found = browser.request("GET", f"/sheets/{digest.hex}")
    assert found == data
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert actions()[-1] == "auth.login"


ROUTES = {
    "index": ("GET", "/", 302, 200, 200),
    "login": ("GET", "/login", 200, 200, 200),
    "logout": ("POST", "/logout", 403, 403, 403),
    "style": ("GET", "/desk.css", 200, 200, 200),
    "sheet": ("GET", "/sheets/{digest}", 302, 404, 200),
}


def test_every_route_for_everybody_i01(port, sheet):
    names = {getattr(pattern, "name", None) for pattern in get_resolver().url_patterns}
    assert names == set(ROUTES), "a new route needs a row"
    verbs.add_person(
        username="dora",
        printed_name="Dora",
        password=PASSWORD,
        grants=[("linguist", "de-DE"), ("regulatory_reviewer", "de-DE")],
        operator="tester",
        at=at(4),
    )
    outside, other, granted = Browser(port), Browser(port), Browser(port)
    other.sign_in("dora")
    granted.sign_in("regina")
    for name, (method, path, *wanted) in ROUTES.items():
        address = path.format(digest=sheet[1].hex)
        for browser, status in zip((outside, other, granted), wanted, strict=True):
            response, page = browser.request(method, address)
            assert response.status == status, (name, status)
            if status != 200:
                assert b"es-US" not in page
    assert b"es-US" not in other.request("GET", "/")[1]


def test_headers_and_cookies_i11(port, sheet):
    browser = Browser(port)
    browser.sign_in("maria")
    session = next(line for line in browser.set_cookies if line.startswith("sessionid"))
    assert "HttpOnly" in session
    assert "SameSite=Strict" in session
    for path in ("/", "/login", "/nowhere", f"/sheets/{sheet[1].hex}", "/desk.css"):
        headers = browser.request("GET", path)[0].headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "frame-ancestors 'none'" in policy
        assert "script-src" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "Python" not in headers["Server"]


def test_a_form_without_its_token_is_refused_i04(port):
    browser = Browser(port)
    response, _ = browser.request("POST", "/login", {"username": "maria", "password": PASSWORD})
    assert response.status == 403
    assert "auth.login" not in actions()


def test_a_session_is_new_at_sign_in_and_dead_after_sign_out_i05(port):
    browser = Browser(port)
    browser.sign_in("maria")
    old = dict(browser.cookies)
    fields = {"csrfmiddlewaretoken": browser.token("/")}
    assert browser.request("POST", "/logout", fields)[0].status == 302
    thief = Browser(port)
    thief.cookies = old
    assert thief.request("GET", "/")[0].status == 302


def test_a_changed_password_ends_open_sessions_i05(port):
    browser = Browser(port)
    browser.sign_in("maria")
    assert browser.request("GET", "/")[0].status == 200
    verbs.change_password(username="maria", old=PASSWORD, new="quite another one", at=at(5))
    assert browser.request("GET", "/")[0].status == 302


def test_who_left_is_out_at_once(port):
    browser = Browser(port)
    browser.sign_in("maria")
    verbs.deactivate_person(username="maria", reason="left", operator="boss", at=at(5))
    assert browser.request("GET", "/")[0].status == 302
    assert browser.sign_in("maria").status == 403


def test_guessing_ends_after_five_and_every_answer_is_the_same_i06(port):
    browser = Browser(port)
    answers = set()
    for name in ["maria"] * 6 + ["nobody"]:
        fields = {"username": name, "password": "wrong", "csrfmiddlewaretoken": "x"}
        fields["csrfmiddlewaretoken"] = browser.token("/login")
        response, page = browser.request("POST", "/login", fields)
        answers.add((response.status, re.sub(rb'value="\w+"', b"", page)))
    assert len(answers) == 1
    assert browser.sign_in("maria").status == 403
    assert actions().count("auth.locked") == 1


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "0.0.0.0"])
def test_another_host_name_is_refused(port, host):
    response, _ = Browser(port).request("GET", "/login", headers={"Host": host})
    assert response.status == 400


def test_large_forms_are_refused_early_i12(port):
    browser = Browser(port)
    many = {f"f{n}": "x" for n in range(30)}
    many["csrfmiddlewaretoken"] = browser.token("/login")
    assert browser.request("POST", "/login", many)[0].status == 400
    large = {"username": "x" * 200_000, "csrfmiddlewaretoken": browser.token("/login")}
    assert browser.request("POST", "/login", large)[0].status in {400, 413}


def test_where_to_go_next_is_not_the_visitors_choice_i14(port):
    browser = Browser(port)
    fields = {"username": "maria", "password": PASSWORD, "next": "//evil.example"}
    fields["csrfmiddlewaretoken"] = browser.token("/login?next=//evil.example")
    response, _ = browser.request("POST", "/login?next=//evil.example", fields)
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org", "::"])
def test_the_desk_is_served_on_this_machine_only(database, host):
    with pytest.raises(RefusedError) as caught:
        make_desk_server(host, 0)
    assert caught.value.code == "desk.loopback"


def test_a_taken_port_is_said_so(port):
    with pytest.raises(EnvironmentFailedError) as caught:
        make_desk_server(port=port)
    assert caught.value.code == "desk.port"
