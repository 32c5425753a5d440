"""Editions are signed, keys follow one another, and a bare Python proves who signed."""

from __future__ import annotations

import base64
import json
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from pipelines.releases import ReleaseError, verify
from pipelines.releases.ed25519 import ORDER, genuine
from pipelines.releases.keys import key_id
from pipelines.releases.signature import pinned
from tests.pipelines.releases.pressroom import Press, row, snapshot

RFC_8032 = [  # section 7.1: tests 1 to 3 and SHA(abc), as public key, message, signature
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_the_vectors_of_the_rfc(public: str, message: str, signature: str) -> None:
    key, text, made = (bytes.fromhex(value) for value in (public, message, signature))
    assert genuine(key, text, made)
    assert not genuine(key, text + b" ", made)
    scalar = int.from_bytes(made[32:], "little")
    assert not genuine(key, text, made[:32] + (scalar + ORDER).to_bytes(32, "little"))
    assert not genuine(key, text, made[:-1])
    assert not genuine(key[:-1], text, made)


@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=80), flip=st.integers(0, 64 * 8 - 1))
def test_it_judges_as_cryptography_does(seed: bytes, message: bytes, flip: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public, made = private.public_key().public_bytes_raw(), bytearray(private.sign(message))
    assert genuine(public, message, bytes(made))
    made[flip // 8] ^= 1 << flip % 8
    assert genuine(public, message, bytes(made)) == holds(public, message, bytes(made))


@given(public=st.binary(min_size=32, max_size=32), made=st.binary(min_size=64, max_size=64))
def test_nonsense_is_judged_as_cryptography_does(public: bytes, made: bytes) -> None:
    assert genuine(public, b"x", made) == holds(public, b"x", made)


def holds(public: bytes, message: bytes, made: bytes) -> bool:
    """What `cryptography` (OpenSSL) says of a signature."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(made, message)
    except InvalidSignature:
        return False
    return True


def signed(press: Press, editions: int = 1) -> str:
    """Publish some editions with a new key; returns its id."""
    name = press.keys.new()
    more(press, editions)
    return name


def more(press: Press, editions: int) -> None:
    for _ in range(editions):
        month = f"2025-{len(press.store.states) + 1:02d}"
        press.store.load(month, [row("t", month)])
        press.release()


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", str(folder / "verify.py"), str(folder), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_key_is_private_and_made_once(press: Press) -> None:
    name = press.keys.new()
    file = press.home / "keys" / f"{name}.pem"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert key_id(press.keys.public(name)) == name
    with pytest.raises(ReleaseError, match="already"):
        press.keys.new()


def test_a_bare_python_proves_who_signed(press: Press) -> None:
    name = signed(press)
    found = run(press.published, "--key", name)
    assert (found.returncode, found.stderr) == (0, "")
    assert f"edition 1 is signed by key {name} (the key that you named" in found.stdout
    unpinned = run(press.published)
    assert unpinned.returncode == 0
    assert "compare it with the one that the office shows elsewhere" in unpinned.stdout
    other = run(press.published, "--key", "0" * 32)
    assert other.returncode == 1
    assert "editions/000001/edition.sig: signed by" in other.stdout
    assert run(press.published, "--key", "nonsense").returncode == 2
    assert run(press.published, "--key", str(press.published / "keys.json")).returncode == 0


def test_an_edition_without_a_key_is_published_and_says_so(press: Press) -> None:
    press.release()
    report = verify(press.published)
    assert report.ok
    assert "carries no signature" in report.text
    assert not verify(press.published, "0" * 32).ok
    signed(press)
    assert verify(press.published).ok
    assert "carries no signature" not in verify(press.published).text


def test_nothing_private_is_published(press: Press) -> None:
    signed(press, 3)
    secret = next((press.home / "keys").iterdir()).read_text().splitlines()[1]
    assert not any(
        secret.encode() in content or b"PRIVATE" in content for content in snapshot(press.published).values()
    )


def test_the_same_key_signs_the_same_bytes(press: Press, tmp_path: Path) -> None:
    signed(press, 2)
    again = Press(tmp_path / "again", press.store)
    shutil.copytree(press.home / "keys", again.home / "keys")
    for months in (("2025-01", "2025-02", "2025-03"), ("2025-04",)):
        states = dict(press.store.states)
        for month in [month for month in states if month > months[-1]]:
            del press.store.states[month]
        again.release()
        press.store.states.update(states)
    assert snapshot(again.published) == snapshot(press.published)


@pytest.mark.parametrize("name", ["edition.sig", "keys.json"])
@pytest.mark.parametrize("number", [1, 5])
def test_a_flipped_byte_of_a_signature_or_key_is_named(press: Press, name: str, number: int) -> None:
    signed(press, 5)
    file = press.published / f"editions/{number:06d}/{name}"
    content = file.read_bytes()
    for position in range(0, len(content), 7):
        file.write_bytes(content[:position] + bytes([content[position] ^ 1]) + content[position + 1 :])
        problems = verify(press.published).problems
        assert any(f"editions/{number:06d}/{name}" in problem for problem in problems), position
    file.unlink()
    assert any(f"{name}: missing" in problem for problem in verify(press.published).problems)


def test_keys_follow_one_another(press: Press) -> None:
    first = signed(press, 2)
    second = press.keys.rotate(json.loads((press.published / "keys.json").read_bytes())["keys"])
    with pytest.raises(ReleaseError, match="waits for the next edition"):
        press.keys.rotate(json.loads((press.published / "keys.json").read_bytes())["keys"])
    more(press, 1)
    assert json.loads((press.published / "edition.sig").read_bytes())["key"] == first
    more(press, 3)
    assert json.loads((press.published / "edition.sig").read_bytes())["key"] == second
    report = verify(press.published, first)
    assert report.problems == []
    assert f"key {second} was introduced by edition 3, which key {first} signed" in report.text
    assert verify(press.published, second).ok


def test_a_lost_key_stops_the_press_until_another_is_made(press: Press) -> None:
    first = signed(press)
    (press.home / "keys" / f"{first}.pem").unlink()
    with pytest.raises(ReleaseError, match="put it back"):
        more(press, 1)
    assert verify(press.published, first).ok
    second = press.keys.new()
    press.publish()
    report = verify(press.published)
    assert report.problems == []
    assert f"key {second} replaced key {first} WITHOUT its signature" in report.text
    assert not verify(press.published, first).ok
    assert verify(press.published, second).ok


def test_a_forged_folder_does_not_pass_the_pin(press: Press, tmp_path: Path) -> None:
    name = signed(press)
    forger = Press(tmp_path / "forger", press.store)
    forged = signed(forger)
    assert verify(forger.published, forged).ok
    assert not verify(forger.published, name).ok


def test_what_a_pin_may_be() -> None:
    public = bytes(range(32))
    assert pinned("", base64.b64encode(public)) == key_id(public)
    assert pinned(key_id(public).upper(), None) == key_id(public)
    for wrong in (b"{}", b"AAAA", b"\xff"):
        with pytest.raises(ValueError, match="public key"):
            pinned("x", wrong)
