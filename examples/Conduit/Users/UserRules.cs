using System.Text.RegularExpressions;
using Conduit.Api;

namespace Conduit.Users;

internal static partial class UserRules
{
    private const string Characters = "username may contain letters, digits, '_', '-' and '.', and begins with a letter or a digit";

    public static string[] Username(string? name) => TextRules.Required("username", name, Limits.Username) switch
    {
        [] when !NameOfUser().IsMatch(name!) => [Characters],
        var problems => problems,
    };

    public static string[] Email(string? address) => TextRules.Required("email", address, Limits.Email) switch
    {
        [] when !Address().IsMatch(address!) => ["email is invalid"],
        var problems => problems,
    };

    public static string[] Password(string? password) => TextRules.Required("password", password, Limits.Password) switch
    {
        [] when password!.Length < Limits.ShortestPassword =>
            [$"password is too short (minimum is {Limits.ShortestPassword} characters)"],
        var problems => problems,
    };

    // A name is a segment of a path: no "..", and no "/", which routes do not decode.
    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.-]*\z")]
    private static partial Regex NameOfUser();

    // Only a message to the address can tell whether it exists.
    [GeneratedRegex(@"\A[^@\s\p{C}]+@[^@\s\p{C}]+\z")]
    private static partial Regex Address();
}
