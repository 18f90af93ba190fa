"""Kept checkpoints: found in whatever they were kept in, and one is enough against a forged history."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial

import pytest

from tests.workflow.audit.build import COUNCIL, NOON, Log, checkpoint, key, log, public, whole_proof
from workflow.audit.checkpoint import FIELD, SignedCheckpoint, compact_line
from workflow.audit.handover import Term, hand_over, key_terms
from workflow.audit.merkle import root
from workflow.audit.proof import write_proof
from workflow.audit.witness import compare, judge_witness, read_witness

HISTORY = log(["motion:1", "motion:2", "motion:1", "motion:3", "motion:1"])
SIGNED = checkpoint(HISTORY)
TERMS = [Term(public(1), 0, None)]


def mail(
    signed: SignedCheckpoint = SIGNED, *, header: bool = True, body: bool = True, html: bool = False
) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = "Frist für die Sitzung am 20.03.2026"
    if header:
        message[FIELD] = compact_line(signed).removeprefix(f"{FIELD}: ")
    text = "Grüße aus der Geschäftsstelle – bis morgen.\n" + "lang " * 40 + "\n\n"
    message.set_content(text + (compact_line(signed) if body else ""))
    if html:
        message.add_alternative(f"<p>{compact_line(signed)}</p>", subtype="html")
    return message.as_bytes()


def in_html() -> bytes:
    return mail(header=False, body=False, html=True)


def mailbox(*mails: bytes) -> bytes:
    return b"".join(
        b"From post Thu Mar 12 12:00:00 2026\n" + each.replace(b"\r\n", b"\n") + b"\n" for each in mails
    )


def forwarded() -> bytes:
    message = EmailMessage(policy=SMTP)
    message.set_content("siehe Anlage")
    message.add_attachment(write_proof(whole_proof(HISTORY, "motion:1")), "application", "json")
    return message.as_bytes()


KEPT: dict[str, Callable[[], bytes]] = {
    "note": str(SIGNED).encode,
    "note with Windows line ends": lambda: b"\xef\xbb\xbf" + str(SIGNED).replace("\n", "\r\n").encode(),
    "line in a text": f"Protokoll\n{compact_line(SIGNED)}\n".encode,
    "note in a text": f"Aushang:\n\n{SIGNED}\nEnde\n".encode,
    "mail": mail,
    "header of a mail": partial(mail, body=False),
    "body of a mail": partial(mail, header=False),
    "mail in HTML": in_html,
    "proof file": lambda: write_proof(whole_proof(HISTORY, "motion:1")),
    "proof file attached to a mail": forwarded,
}


@pytest.mark.parametrize("kept", KEPT)
def test_a_checkpoint_is_found_in_what_it_was_kept_in(kept: str) -> None:
    assert read_witness(KEPT[kept]()) == [SIGNED]


def test_each_mail_of_a_mailbox_is_decoded() -> None:
    mails = [EmailMessage(policy=SMTP) for _ in range(2)]
    for size, message in enumerate(mails, 3):
        message.set_content(compact_line(checkpoint(HISTORY.upto(size))), cte="base64")
    content = mailbox(*(message.as_bytes() for message in mails))
    assert FIELD.encode() not in content
    assert [each.checkpoint.size for each in read_witness(content)] == [3, 4]


def test_all_checkpoints_of_a_mailbox_are_found_oldest_first() -> None:
    others = [checkpoint(HISTORY.upto(size)) for size in (4, 2)]
    assert [each.checkpoint.size for each in read_witness(mailbox(*map(mail, [SIGNED, *others])))] == [
        2,
        4,
        5,
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"{",
        b"\xff\xfe\x00",
        b'{"checkpoint": 1}',
        b'{"checkpoint": "x"}',
        b"From \n\nFrom \n",
        b"[]",
    ],
)
def test_what_bears_no_witness_is_an_empty_list(content: bytes) -> None:
    assert read_witness(content) == []


def judge(signed: SignedCheckpoint, history: Log, terms: list[Term] = TERMS) -> str:
    found = judge_witness(signed, terms, len(history.rows), lambda size: root(history.leaves[:size]))
    return found.code if found else "agrees"


def test_the_true_log_agrees_with_each_checkpoint_it_ever_had() -> None:
    assert {judge(checkpoint(HISTORY.upto(size)), HISTORY) for size in range(6)} == {"agrees"}


def test_a_restored_backup_is_told_by_one_mail() -> None:
    """Last week's database is sound in itself, and signed with the true key."""
    backup = HISTORY.upto(3)
    assert judge(checkpoint(backup), backup) == "agrees"
    [kept] = read_witness(mail(SIGNED))
    assert judge(kept, backup) == "log-shorter"


def test_a_history_written_anew_with_the_true_key_is_told_by_one_mail() -> None:
    anew = log(["motion:1", "motion:2", "motion:1", "motion:3", "motion:1"], kind="vote_corrected")
    assert judge(checkpoint(anew), anew) == "agrees"
    [kept] = read_witness(mail(SIGNED))
    assert judge(kept, anew) == "log-differs"


def test_a_history_signed_anew_with_another_key_is_told_by_one_mail() -> None:
    assert judge(SIGNED, HISTORY, [Term(public(9), 0, None)]) == "checkpoint-key-unknown"


def test_a_checkpoint_of_before_a_hand_over_still_bears_witness() -> None:
    terms, _ = key_terms(public(1), [hand_over(COUNCIL, key(1), key(2), 5, root(HISTORY.leaves), NOON)])
    assert judge(checkpoint(HISTORY.upto(4)), HISTORY, terms) == "agrees"


def test_two_checkpoints_over_the_same_size_must_be_alike() -> None:
    other = checkpoint(log(["motion:1"] * 5))
    found = compare(SIGNED, other)
    assert found is not None
    assert found.code == "checkpoints-contradict"
    assert compare(SIGNED, SIGNED) is None
    assert compare(SIGNED, checkpoint(HISTORY, now=NOON + timedelta(days=9))) is None


def test_a_later_checkpoint_never_covers_less() -> None:
    later = checkpoint(HISTORY.upto(3), now=NOON + timedelta(days=9))
    for pair in ((SIGNED, later), (later, SIGNED)):
        found = compare(*pair)
        assert found is not None
        assert found.code == "checkpoints-reordered"
    assert compare(checkpoint(HISTORY.upto(3), now=NOON), SIGNED) is None


def test_the_keeper_of_a_proof_file_keeps_a_witness() -> None:
    content = write_proof(whole_proof(HISTORY, "motion:1"))
    assert json.loads(content)["checkpoint"] == str(read_witness(content)[0])
