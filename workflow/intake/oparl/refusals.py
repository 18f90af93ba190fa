"""What keeps a council's service, or a folder of its objects, from being read. One sentence each."""

from __future__ import annotations

from states.refusal import N_, Exit, Refusal

_LATER = N_("Nothing is lost: what was read is kept, and the next call goes on from there.")


class Unreachable(Refusal):
    code = "oparl_unreachable"
    exit_status = Exit.NETWORK
    message = N_("{url} cannot be reached: {fault}.")
    way_out = _LATER


class Refused(Refusal):
    code = "oparl_refused"
    exit_status = Exit.NETWORK
    message = N_("{url} answered with the status {status}.")
    way_out = _LATER


class Busy(Refusal):
    code = "oparl_busy"
    exit_status = Exit.NETWORK
    message = N_("{host} asks to be left alone for {seconds} seconds.")
    way_out = N_("Call again after that. What was read is kept, and the next call goes on from there.")


class NotJson(Refusal):
    code = "oparl_not_json"
    exit_status = Exit.NETWORK
    message = N_("{url} answered with a web page (HTML), not with OParl.")
    way_out = N_("Give the address of the OParl system; it is often named in the imprint of the website.")


class BrokenJson(Refusal):
    code = "oparl_broken_json"
    exit_status = Exit.NETWORK
    message = N_("The answer of {url} is no whole JSON: {fault}.")
    way_out = _LATER


class TooLarge(Refusal):
    code = "oparl_too_large"
    exit_status = Exit.NETWORK
    message = N_("The answer of {url} is larger than {limit} MB; it was not read.")
    way_out = _LATER


class TooSlow(Refusal):
    code = "oparl_too_slow"
    exit_status = Exit.NETWORK
    message = N_("The answer of {url} did not arrive within {seconds} seconds.")
    way_out = _LATER


class OtherHost(Refusal):
    code = "oparl_other_host"
    exit_status = Exit.NETWORK
    message = N_("{url} leads to another server ({target}), where nobody goes unasked.")
    way_out = N_("If that is where the council’s OParl lives now, give that address.")


class InternalAddress(Refusal):
    code = "oparl_internal_address"
    exit_status = Exit.NETWORK
    message = N_("{host} lies at an internal address ({address}) all of a sudden; it was not asked.")
    way_out = N_("Check the name of the server; whoever runs it may have been deceived.")


class BadAddress(Refusal):
    code = "oparl_bad_address"
    exit_status = Exit.USAGE
    message = N_("“{url}” is no address of an OParl service.")
    way_out = N_("Expected: https://…, or a folder of stored objects.")


class EndlessPages(Refusal):
    code = "oparl_endless"
    exit_status = Exit.NETWORK
    message = N_("The list {url} has no end: the page {page} comes again.")
    way_out = N_("Tell the council’s software vendor. What was read up to here is kept.")


class TooManyPages(Refusal):
    code = "oparl_too_many_pages"
    exit_status = Exit.NETWORK
    message = N_("The list {url} has more than {most} pages; nobody publishes that much.")
    way_out = N_("Tell the council’s software vendor. What was read up to here is kept.")


class NotOParl(Refusal):
    code = "oparl_unknown"
    exit_status = Exit.INPUT
    message = N_("{place} holds no OParl objects.")
    way_out = N_("Expected: an OParl system, body, list or object, or a folder of .json and .jsonl files.")


class WhichBody(Refusal):
    code = "oparl_which_body"
    exit_status = Exit.USAGE
    message = N_("{url} serves several councils: {bodies}.")
    way_out = N_("Give the address of the one that is meant.")


class BadFile(Refusal):
    code = "oparl_bad_file"
    exit_status = Exit.INPUT
    message = N_("{place}: {fault}.")
    way_out = N_("The lines before it are kept; put the file right and import it again.")


class NoSuchFolder(Refusal):
    code = "oparl_no_folder"
    exit_status = Exit.NOT_FOUND
    message = N_("There is no folder “{path}”.")


class NoSource(Refusal):
    code = "oparl_no_source"
    exit_status = Exit.USAGE
    message = N_("It is not known yet where this council publishes.")
    way_out = N_("Name its service once: laufzettel sync https://…")
