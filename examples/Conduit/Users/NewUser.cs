namespace Conduit.Users;

internal sealed record NewUser(string? Username = null, string? Email = null, string? Password = null)
{
    public string[] Problems() => [.. UserRules.Username(Username), .. UserRules.Email(Email), .. UserRules.Password(Password)];
}
