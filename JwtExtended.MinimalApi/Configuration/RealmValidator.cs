using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Validates the realm of challenges.</summary>
internal static class RealmValidator
{
    private const int MaxLength = 128;

    public static IEnumerable<string> Validate(JwtOptions options)
    {
        if (options.Realm is not { } realm)
            yield break;
        if (string.IsNullOrWhiteSpace(realm))
            yield return "Realm is empty, but a challenge has a parameter (RFC 6750, 3). Set it, or leave it unset for the issuer.";
        else if (realm.Length > MaxLength)
            yield return $"Realm is {realm.Length} characters long. Use at most {MaxLength}: it is sent with every refusal.";
        else if (!PrintableText.IsValid(realm))
            yield return $"Realm is '{realm}', but a header holds visible ASCII characters and spaces (RFC 9110, 5.5). Use those only.";
    }
}
