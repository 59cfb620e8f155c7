using System.Net;
using JwtExtended.MinimalApi.Tests.Journeys;
using JwtExtended.MinimalApi.Tests.Package.Documentation;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Identity;

/// <summary>The program of docs/identity.md on Kestrel and SQLite, with a mailbox in place of its email sender.</summary>
internal sealed class IdentityApp : IAsyncDisposable
{
    public const string Password = "Correct-horse-1";

    public static readonly CodeBlock Program = Document.Of("docs/identity.md").Blocks.First(block => block.IsProgram);

    private readonly DocumentedApp _app;

    private IdentityApp(DocumentedApp app, Mailbox mailbox)
    {
        _app = app;
        Mailbox = mailbox;
        Client = new HttpClient { BaseAddress = new Uri(app.ActualAddress) };
    }

    public Mailbox Mailbox { get; }

    public HttpClient Client { get; }

    public static async Task<IdentityApp> StartAsync(CodeBlock? program = null)
    {
        var mailbox = new Mailbox();
        var app = await DocumentedApp.StartAsync(program ?? Program, services =>
        {
            services.AddSingleton<IEmailSender<IdentityUser>>(mailbox);
            services.AddDataProtection().UseEphemeralDataProtectionProvider();
        });
        return new IdentityApp(app, mailbox);
    }

    /// <summary>Sends a request, with a token in the Authorization header and a body as JSON.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token = null, object? body = null) =>
        Client.SendAsync(method, path, token, body);

    public Task<HttpResponseMessage> GetAsync(string path, string? token = null) => SendAsync(HttpMethod.Get, path, token);

    public Task<HttpResponseMessage> PostAsync(string path, string? token = null, object? body = null) =>
        SendAsync(HttpMethod.Post, path, token, body);

    /// <summary>Registers a user and signs in.</summary>
    public async Task<ExampleTokens> JoinAsync(string email, params string[] roles)
    {
        using var registration = await PostAsync("/account/register", body: new { email, password = Password });
        registration.Should().BeOk();
        foreach (var role in roles)
            await ChangeAsync(email, (users, user) => users.AddToRoleAsync(user, role));
        return await SignInAsync(email);
    }

    public async Task<ExampleTokens> SignInAsync(string email, string password = Password)
    {
        using var response = await LoginAsync(email, password);
        response.Should().BeOk();
        return await ExampleTokens.ReadAsync(response);
    }

    public Task<HttpResponseMessage> LoginAsync(
        string email, string password = Password, string? twoFactorCode = null, string? twoFactorRecoveryCode = null) =>
        PostAsync("/login", body: new { email, password, twoFactorCode, twoFactorRecoveryCode });

    public async Task<ExampleTokens> RefreshAsync(ExampleTokens tokens)
    {
        using var response = await PostAsync("/refresh", tokens.Refresh);
        response.Should().BeOk();
        return await ExampleTokens.ReadAsync(response);
    }

    /// <summary>Changes a user as a back office does, which is no part of the program.</summary>
    public async Task ChangeAsync(string email, Func<UserManager<IdentityUser>, IdentityUser, Task<IdentityResult>> change)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var roles = scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole>>();
        if (!await roles.RoleExistsAsync("ADMIN"))
            (await roles.CreateAsync(new IdentityRole("ADMIN"))).Succeeded.Should().BeTrue();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>();

        var result = await change(users, (await users.FindByEmailAsync(email))!);

        result.Succeeded.Should().BeTrue("{0}", result);
    }

    public Task RevokeAllAsync(string email) => ChangeAsync(email, async (_, user) =>
    {
        await Jwt.For(_app.Services).RevokeAllAsync(user.Id);
        return IdentityResult.Success;
    });

    /// <summary>Asserts that a login was refused, with the reason that Identity gives.</summary>
    public static async Task ShouldBeRefusedAsync(HttpResponseMessage login, string reason)
    {
        login.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await login.Content.ReadAsStringAsync()).Should().Contain($"\"detail\":\"{reason}\"");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
