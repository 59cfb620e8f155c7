using Conduit.Api;

namespace Conduit.Users;

internal sealed record LoginUser(string? Email = null, string? Password = null)
{
    public string[] Problems() =>
    [
        .. TextRules.Required("email", Email, Limits.Email),
        .. TextRules.Required("password", Password, Limits.Password),
    ];
}
