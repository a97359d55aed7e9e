"""Calls: where one goes, how it is protected, and what is kept of it (PBX-10, PBX-11, PBX-43).

The room owns the routing decision (`rules`, pure, used inside the SIP edge as well) and the call
detail (`models`): one row for each call, answered or not, each party's data under its own key.
It is not the registrar: who can be reached stands in `directory`, contacts only in Kamailio.
"""
