using System.Text.Json;
using Conduit.Api;
using Conduit.Data;

namespace Conduit.Users;

/// <summary>
/// What a user changes. A member that is absent stays as it is; <see cref="Bio"/> and <see cref="Image"/> are removed with null or an
/// empty text. A form sends an empty password for one that is not changed.
/// </summary>
internal sealed record UserChanges(
    string? Username = null, string? Email = null, string? Password = null, JsonElement Bio = default, JsonElement Image = default)
{
    public string[] Problems() =>
    [
        .. IsEmpty ? ["user needs at least one field"] : Array.Empty<string>(),
        .. Username is null ? [] : UserRules.Username(Username),
        .. Email is null ? [] : UserRules.Email(Email),
        .. string.IsNullOrEmpty(Password) ? [] : UserRules.Password(Password),
        .. Text("bio", Bio, Limits.Bio),
        .. Text("image", Image, Limits.Image),
    ];

    /// <summary>Applies all changes except that of the password.</summary>
    public void ApplyTo(User user)
    {
        user.Username = Username ?? user.Username;
        user.Email = Email ?? user.Email;
        if (IsGiven(Bio))
            user.Bio = TextOf(Bio);
        if (IsGiven(Image))
            user.Image = TextOf(Image);
    }

    private bool IsEmpty => (Username ?? Email ?? Password) is null && !IsGiven(Bio) && !IsGiven(Image);

    private static string[] Text(string name, JsonElement value, int longest) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => [],
        JsonValueKind.String => TextRules.Optional(name, value.GetString(), longest),
        _ => [$"{name} must be a text"],
    };

    private static bool IsGiven(JsonElement value) => value.ValueKind != JsonValueKind.Undefined;

    private static string? TextOf(JsonElement value) => value.GetString() is { Length: > 0 } text ? text : null;
}
