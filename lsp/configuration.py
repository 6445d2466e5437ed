"""The settings: asked for when the client is ready, and again whenever it says that they have changed."""

from __future__ import annotations

from collections.abc import Mapping

from lsprotocol import types

from lsp.server import Server
from lsp.settings import SECTION


def register(server: Server) -> None:
    """Settings by `workspace/configuration` where the client has it, else by what its notification holds."""

    @server.on(types.INITIALIZED)
    async def initialized(params: types.InitializedParams) -> None:
        workspace = server.client_capabilities.workspace
        changes = workspace.did_change_configuration if workspace is not None else None
        if changes is not None and changes.dynamic_registration:
            wanted = types.Registration(
                id="settings",
                method=types.WORKSPACE_DID_CHANGE_CONFIGURATION,
                register_options=types.DidChangeConfigurationRegistrationOptions(section=SECTION),
            )
            await server.client_register_capability_async(types.RegistrationParams(registrations=[wanted]))
        await _ask(server)

    @server.on(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def changed(params: types.DidChangeConfigurationParams) -> None:
        given = params.settings
        if isinstance(given, Mapping) and SECTION in given:
            server.configure(given[SECTION])
            await _again(server)
        else:
            await _ask(server)


async def _ask(server: Server) -> None:
    workspace = server.client_capabilities.workspace
    if workspace is None or not workspace.configuration:
        return
    item = types.ConfigurationItem(section=SECTION)
    answers = await server.workspace_configuration_async(types.ConfigurationParams(items=[item]))
    if answers and answers[0] is not None:
        server.configure(answers[0])
        await _again(server)


async def _again(server: Server) -> None:
    """What depends on settings is made anew."""
    workspace = server.client_capabilities.workspace
    for uri in server.documents:
        server.settle_in(uri, 0)
    if workspace is None:
        return
    if server.pulls:
        await server.workspace_diagnostic_refresh_async(None)
    if workspace.inlay_hint is not None and workspace.inlay_hint.refresh_support:
        await server.workspace_inlay_hint_refresh_async(None)
