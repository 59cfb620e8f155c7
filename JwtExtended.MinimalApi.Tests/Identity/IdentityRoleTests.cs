using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Identity;

/// <summary>Roles of ASP.NET Core Identity are enforced, and those of today arrive with the next refresh.</summary>
public sealed class IdentityRoleTests
{
    // A requirement, and [Authorize(Roles = "ADMIN")].
    private static readonly string[] ForAdmins = ["/reports", "/entries"];

    [TestCaseSource(nameof(ForAdmins))]
    public async Task A_role_is_required(string path)
    {
        await using var app = await IdentityApp.StartAsync();
        var (admin, alice) = (await app.JoinAsync("admin@example.com", "ADMIN"), await app.JoinAsync("alice@example.com"));

        (await app.GetAsync(path, admin.Access)).Should().BeOk();
        (await app.GetAsync(path, alice.Access)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync(path)).Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [TestCaseSource(nameof(ForAdmins))]
    public async Task A_changed_role_is_seen_after_the_next_refresh(string path)
    {
        await using var app = await IdentityApp.StartAsync();
        var alice = await app.JoinAsync("alice@example.com");

        await app.ChangeAsync("alice@example.com", (users, user) => users.AddToRoleAsync(user, "ADMIN"));
        (await app.GetAsync(path, alice.Access)).Should().BeRefused(JwtErrorCode.AccessDenied);
        var promoted = await app.RefreshAsync(alice);
        (await app.GetAsync(path, promoted.Access)).Should().BeOk();

        await app.ChangeAsync("alice@example.com", (users, user) => users.RemoveFromRoleAsync(user, "ADMIN"));
        (await app.GetAsync(path, promoted.Access)).Should().BeOk();
        var demoted = await app.RefreshAsync(promoted);
        (await app.GetAsync(path, demoted.Access)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/me", demoted.Access)).Should().BeOk();
    }
}
