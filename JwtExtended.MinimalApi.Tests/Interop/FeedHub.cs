using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>A hub that tells its clients who they are.</summary>
internal sealed class FeedHub(HubGate gate) : Hub
{
    public string WhoAmI() => $"{Context.UserIdentifier}, {Context.GetHttpContext()!.GetJwtToken()?.Identity}";

    [Authorize(Roles = "ADMIN")]
    public string ForAdmins() => "admin " + Context.UserIdentifier;

    [Authorize(Roles = "AUDITOR")]
    public string ForAuditors() => "auditor " + Context.UserIdentifier;

    [Authorize]
    public string ForUsers() => "user " + Context.UserIdentifier;

    public Task TellMe() => Clients.User(Context.UserIdentifier!).SendAsync("said", "hello " + Context.UserIdentifier);

    public void Ready() => gate.Enter();

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        gate.Leave(exception);
        return Task.CompletedTask;
    }
}
