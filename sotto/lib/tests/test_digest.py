import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotto.lib import digest
from sotto.lib.digest import Algorithm, Challenge, Credentials

pytestmark = pytest.mark.rules

KEY = b"k" * 32
NONCE = digest.mint_nonce(KEY, now=1_700_000_000, salt=b"saltsalt")


def test_the_example_of_rfc_7616_is_reproduced() -> None:
    claim = Credentials(
        username="Mufasa",
        realm="http-auth@example.org",
        nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        uri="/dir/index.html",
        response="",
        cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
        nc="00000001",
    )
    expected = {
        Algorithm.MD5: "8ca523f5e9506fed4657c9700eebdbec",
        Algorithm.SHA_256: "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
    }
    for algorithm, response in expected.items():
        ha1 = digest.ha1_of(
            algorithm, username="Mufasa", realm=claim.realm, password="Circle of Life"
        )
        assert digest.response_of(algorithm, ha1, method="GET", credentials=claim) == response


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_what_a_client_answers_is_what_a_server_accepts(algorithm: Algorithm) -> None:
    challenge = Challenge("sotto.internal", NONCE, algorithm, stale=False)
    heard = digest.parse_challenge(digest.challenge_header(challenge))
    assert heard == challenge
    header = digest.credentials_header(
        challenge,
        username="dabc",
        password="right",
        method="REGISTER",
        uri="sip:sotto.internal",
        cnonce="c",
    )
    claim = digest.parse_credentials(header)
    assert claim is not None
    right = digest.ha1_of(algorithm, username="dabc", realm=claim.realm, password="right")
    wrong = digest.ha1_of(algorithm, username="dabc", realm=claim.realm, password="wrong")
    assert digest.is_right(algorithm, right, method="REGISTER", credentials=claim)
    assert not digest.is_right(algorithm, right, method="INVITE", credentials=claim)
    assert not digest.is_right(algorithm, wrong, method="REGISTER", credentials=claim)


def test_a_nonce_tells_its_age_to_its_maker_only() -> None:
    assert digest.nonce_made_at(KEY, NONCE) == 1_700_000_000
    assert digest.nonce_made_at(b"other key, 16 bytes at least", NONCE) is None


@given(st.text(max_size=40))
def test_no_text_passes_for_a_nonce(text: str) -> None:
    assert digest.nonce_made_at(KEY, text) is None


@given(st.integers(0, 31), st.characters(codec="ascii"))
def test_a_changed_nonce_is_refused(place: int, letter: str) -> None:
    changed = NONCE[:place] + letter + NONCE[place + 1 :]
    assert (digest.nonce_made_at(KEY, changed) is not None) == (changed == NONCE)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic abc",
        'Digest username="a"',
        'Digest username="a", realm="r", nonce="n", uri="u", response="x"',
        'Digest username="a", realm="r", nonce="n", uri="u", response="x", cnonce="c", nc=1',
        'Digest username="a", realm="r", nonce="n", uri="u", cnonce="c", qop=auth, nc=00000001',
        'Digest username="a", realm="r", nonce="n", uri="u", response="x", qop=auth-int',
    ],
)
def test_credentials_without_count_and_quality_are_none(header: str) -> None:
    assert digest.parse_credentials(header) is None


@given(st.text(max_size=300))
def test_any_text_is_parsed_without_an_error(text: str) -> None:
    digest.parse_credentials("Digest " + text)
    digest.parse_challenge("Digest " + text)
