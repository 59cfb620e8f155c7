using System.Buffers;
using System.Text;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Issuing;

/// <summary>What a descriptor may ask for. Everything else is misuse, and says what to do instead.</summary>
internal static class DescriptorRules
{
    private const int MaxSessionIdLength = 64;

    public static void Check(TokenDescriptor descriptor, IssuingRules rules)
    {
        if (descriptor.SessionId is { } sid && (sid.Length is 0 or > MaxSessionIdLength || sid.AsSpan().ContainsAnyExcept(Base64UrlAlphabet.Characters)))
            throw Misuse($"SessionId must have 1 to {MaxSessionIdLength} characters of A-Z, a-z, 0-9, '_' and '-'.");
        if (descriptor.FreshFor is { } span && span <= TimeSpan.Zero)
            throw Misuse($"FreshFor is {span}; it must be positive. For a token that is fresh for good set Fresh.");
        if (descriptor.Audience is { } audience)
            CheckAudience(audience, rules);
        CheckTexts(descriptor.Roles, "A role");
        CheckTexts(descriptor.Role is null ? null : [descriptor.Role], "A role");
        foreach (var scope in descriptor.Scopes ?? [])
            CheckScope(scope);
        if (descriptor.Issuer is not null)
            CheckText(descriptor.Issuer, "The issuer");
    }

    /// <summary>The roles, <see cref="TokenDescriptor.Role"/> first and none twice.</summary>
    public static IReadOnlyList<string>? RolesOf(TokenDescriptor descriptor)
    {
        if (descriptor.Role is not { } role)
            return descriptor.Roles;
        return descriptor.Roles is not { Count: > 0 } roles ? [role] : [role, .. roles.Where(other => other != role)];
    }

    /// <summary>Refuses text that UTF-8 cannot hold: it would be replaced, and two identities become one.</summary>
    public static void CheckText(string text, string what)
    {
        if (string.IsNullOrEmpty(text))
            throw Misuse($"{what} is empty.");
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var consumed) != OperationStatus.Done)
                throw Misuse($"{what} is not well-formed Unicode (a surrogate stands alone).");
            rest = rest[consumed..];
        }
    }

    // RFC 6749, 3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E )
    public static void CheckScope(string scope)
    {
        if (string.IsNullOrEmpty(scope) || scope.AsSpan().ContainsAnyExceptInRange('!', '~') || scope.AsSpan().ContainsAny('"', '\\'))
            throw Misuse($"The scope '{scope}' is empty or holds a character that RFC 6749, 3.3, does not allow. Give each scope as a string of its own.");
    }

    private static void CheckAudience(IReadOnlyList<string> audience, IssuingRules rules)
    {
        if (audience.Count == 0)
            throw Misuse("Audience is empty. Leave it null for the configured audience.");
        CheckTexts(audience, "An audience");
        // The audience is what keeps a refresh token or a ticket from being taken for an access token elsewhere.
        if (audience.Contains(rules.RefreshAudience))
            throw Misuse($"The audience '{rules.RefreshAudience}' is reserved for refresh tokens.");
        if (audience.Contains(rules.TicketAudience))
            throw Misuse($"The audience '{rules.TicketAudience}' is reserved for tickets.");
    }

    private static void CheckTexts(IReadOnlyList<string>? texts, string what)
    {
        foreach (var text in texts ?? [])
            CheckText(text, what);
    }

    private static ArgumentException Misuse(string message) => new(message);
}
