"""Every address of the desk, and who may open it; a new address that is not here fails a test.

In TABLE stands beside each address who is let in: (e)ditor, (r)eviewer, (p)ublisher,
(a)dministrator, (s)uperuser; everybody else at the desk is refused. A number is what those who are
let in are answered, where that is not a page. Whoever has no part at the desk is sent to sign in,
but for the addresses in OPEN.
"""

from __future__ import annotations

from django.urls import get_resolver, reverse

from claims.models import Claim, Event, Topic, Verdict
from core.models import Revision
from core.revisions import record, state_of
from sources.models import SameRoot
from tests import factories as make
from tests.imports import checked, sheet

ROLES = {
    "e": "editor",
    "r": "reviewer",
    "p": "publisher",
    "a": "administrator",
    "s": "superuser",
}
TABLE = """
told erpas
index erpas
password_change erpas
password_change_done erpas
autocomplete .....
jsi18n erpas
view_on_site .....
auth_user_password_change ...as
core_user_changelist ...as
core_user_add ...as
core_user_history ...as
core_user_delete .....
core_user_change ...as
auth_group_changelist ...as
auth_group_add ....s
auth_group_history ...as
auth_group_delete ....s
auth_group_change ...as
core_revision_changelist erp.s
core_revision_add .....
core_revision_history erp.s
core_revision_delete .....
core_revision_change erp.s
sources_publisher_restore e...s
sources_publisher_changelist erp.s
sources_publisher_add e...s
sources_publisher_history erp.s
sources_publisher_delete .....
sources_publisher_change erp.s
sources_snapshot_regions e...s
sources_snapshot_speakers e...s
sources_snapshot_carve e...s 405
sources_snapshot_restore e...s
sources_snapshot_changelist erp.s
sources_snapshot_add .....
sources_snapshot_history erp.s
sources_snapshot_delete .....
sources_snapshot_change erp.s
sources_source_capture e...s
sources_source_restore e...s
sources_source_changelist erp.s
sources_source_add e...s
sources_source_history erp.s
sources_source_delete .....
sources_source_change erp.s
sources_sameroot_restore e...s
sources_sameroot_changelist erp.s
sources_sameroot_add e...s
sources_sameroot_history erp.s
sources_sameroot_delete .....
sources_sameroot_change erp.s
sources_speaker_restore e...s
sources_speaker_changelist erp.s
sources_speaker_add e...s
sources_speaker_history erp.s
sources_speaker_delete .....
sources_speaker_change erp.s
sources_statement_restore e...s
sources_statement_take_back e...s
sources_statement_changelist erp.s
sources_statement_add e...s
sources_statement_history erp.s
sources_statement_delete .....
sources_statement_change erp.s
claims_claim_review erp.s
claims_claim_restore e...s
claims_claim_preview erp.s
claims_claim_tick .r..s 405
claims_claim_similar erp.s
claims_claim_keep_view erp.s 405
claims_claim_forget_view erp.s 405
claims_claim_answer er..s 405
claims_claim_wordings e...s 405
claims_claim_submit e...s
claims_claim_submit-again e...s
claims_claim_take-back e...s
claims_claim_publish .rp.s
claims_claim_request-changes .r..s
claims_claim_reopen e...s
claims_claim_waive e...s
claims_claim_assign er..s
claims_claim_discard e...s
claims_claim_many_undo er..s 405
claims_claim_many e...s 302
claims_claim_changelist erp.s
claims_claim_add e...s
claims_claim_history erp.s
claims_claim_delete .....
claims_claim_change erp.s
claims_event_changelist erp.s
claims_event_add .....
claims_event_history erp.s
claims_event_delete .....
claims_event_change erp.s
claims_import_template e...s
claims_import_go-on e...s 405
claims_import_enter e...s 405
claims_import_stop e...s 405
claims_import_errors e...s
claims_import_result e...s
claims_import_changelist e...s
claims_import_add e...s
claims_import_history e...s
claims_import_delete .....
claims_import_change e...s
claims_topic_restore e...s
claims_topic_changelist erp.s
claims_topic_add e...s
claims_topic_history erp.s
claims_topic_delete .....
claims_topic_change erp.s
claims_verdict_restore ...as
claims_verdict_changelist erpas
claims_verdict_add ...as
claims_verdict_history erpas
claims_verdict_delete .....
claims_verdict_change erpas
app_list erpas
"""
OPEN = {"login", "logout"}
# What addresses name that name no row.
GIVEN = {"app_label": "claims", "kind": "claims", "name": "submit"}


def table() -> dict[str, tuple[set[str], int]]:
    """By the name of each address: the roles that are let in, and how those are answered."""
    rows = [line.split() for line in TABLE.strip().splitlines()]
    return {
        name: ({ROLES[each] for each in who if each in ROLES}, int(answer[0]) if answer else 200)
        for name, who, *answer in rows
    }


def names() -> dict[str, list[str]]:
    """The names of all addresses of the desk, with what each asks for."""
    found: dict[str, list[str]] = {}
    _gather(_desk().url_patterns, found)
    return found


def _desk():
    return next(each for each in get_resolver().url_patterns if str(each.pattern) == "desk/")


def _gather(patterns, found) -> None:
    for each in patterns:
        if hasattr(each, "url_patterns"):
            _gather(each.url_patterns, found)
        elif each.name:
            found[each.name] = list(each.pattern.regex.groupindex) or list(each.pattern.converters)


def address(name: str, rows: dict[str, object]) -> str:
    """The address for the row of its model."""
    row = rows.get("_".join(name.split("_")[:2]))
    key = getattr(row, "pk", None)
    given = {each: GIVEN.get(each, key) for each in names()[name]}
    if "revision_id" in given:
        given["revision_id"] = Revision.objects.of(row).last().pk
    return reverse(f"admin:{name}", kwargs=given)


def make_rows(cast) -> dict[str, object]:
    """One row of every model that has pages at the desk."""
    claim = make.make_published_claim(cast.editor, short="The bridge is safe")
    claim = Claim.objects.get(pk=claim.pk)
    statement = claim.evidence.get().statement
    other = make.make_source(by=cast.editor)
    same = SameRoot.objects.create(one=statement.source, other=other, reason="The same report.")
    topic = Topic.objects.create(name="Bridges", slug="bridges")
    rows = {
        "claims_claim": claim,
        "claims_event": Event.objects.last(),
        "claims_import": checked(sheet({"text": "The tunnel is shut."}), cast.editor),
        "claims_topic": topic,
        "claims_verdict": Verdict.objects.first(),
        "sources_statement": statement,
        "sources_source": statement.source,
        "sources_snapshot": statement.source.snapshots.get(),
        "sources_speaker": statement.speaker,
        "sources_publisher": statement.source.publisher,
        "sources_sameroot": same,
        "core_user": cast.contributor,
        "core_revision": Revision.objects.last(),
        "auth_group": cast.contributor.groups.get(),
        "auth_user": cast.contributor,
    }
    for row in rows.values():
        if not Revision.objects.of(row).exists():
            record(row, by=cast.editor, before=None, after=state_of(row))
    return rows
