using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Identity;

namespace JwtExtended.MinimalApi.Tests.Identity;

/// <summary>Keeps what Identity sends, by address.</summary>
internal sealed class Mailbox : IEmailSender<IdentityUser>
{
    private readonly ConcurrentDictionary<string, string> _links = new();
    private readonly ConcurrentDictionary<string, string> _codes = new();

    public Task SendConfirmationLinkAsync(IdentityUser user, string email, string confirmationLink)
    {
        // It is text for an HTML page.
        _links[email] = WebUtility.HtmlDecode(confirmationLink);
        return Task.CompletedTask;
    }

    public Task SendPasswordResetLinkAsync(IdentityUser user, string email, string resetLink) => throw new NotSupportedException();

    public Task SendPasswordResetCodeAsync(IdentityUser user, string email, string resetCode)
    {
        _codes[email] = WebUtility.HtmlDecode(resetCode);
        return Task.CompletedTask;
    }

    public string ConfirmationLinkOf(string email) => _links[email];

    public string ResetCodeOf(string email) => _codes[email];
}
