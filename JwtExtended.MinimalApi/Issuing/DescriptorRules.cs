using System.Buffers;
using System.Text;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Issuing;

/// <summary>Checks descriptors. An invalid one causes an exception that names the cure.</summary>
internal static class DescriptorRules
{
    private const int MaxSessionIdLength = 64;

    /// <summary>Checks a descriptor.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="rules">The rules of the app.</param>
    /// <exception cref="ArgumentException">The descriptor is invalid.</exception>
    public static void Check(TokenDescriptor descriptor, IssuingRules rules)
    {
        if (descriptor.SessionId is { } sid && !IsSessionId(sid))
            throw Misuse($"SessionId must have 1 to {MaxSessionIdLength} characters of A-Z, a-z, 0-9, '_' and '-'.");
        if (descriptor.FreshFor is { } span && span <= TimeSpan.Zero)
            throw Misuse($"FreshFor is {span}; it must be positive. For a token that stays fresh set Fresh.");
        if (descriptor.Audience is { } audience)
            CheckAudience(audience, rules);
        CheckTexts(descriptor.Roles, "A role");
        CheckTexts(descriptor.Role is null ? null : [descriptor.Role], "A role");
        foreach (var scope in descriptor.Scopes ?? [])
            CheckScope(scope);
        if (descriptor.Issuer is not null)
            CheckText(descriptor.Issuer, "The issuer");
        if (descriptor.ClientId is { } client && !PrintableText.IsClientId(client))
            throw Misuse($"ClientId is '{client}'; it must consist of visible ASCII characters and spaces (RFC 6749, A.1).");
    }

    /// <summary>Checks that this app accepts an access token with a descriptor, unless it is meant for others.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="rules">The rules of the app.</param>
    /// <exception cref="ArgumentException">This app would refuse the token.</exception>
    public static void CheckAccepted(TokenDescriptor descriptor, IssuingRules rules)
    {
        if (descriptor.AllowForeignAudience)
            return;
        if (descriptor.Issuer is { } issuer && !rules.Accepted.AcceptsIssuer(issuer))
            throw Foreign("issuer", issuer, nameof(JwtOptions.AcceptedIssuers));
        if (descriptor.Audience is { } audience && !rules.Accepted.AcceptsAudience(audience))
            throw Foreign("audience", string.Join("', '", audience), nameof(JwtOptions.AcceptedAudiences));
    }

    /// <summary>Combines <see cref="TokenDescriptor.Role"/> and <see cref="TokenDescriptor.Roles"/>.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <returns>The roles, <see cref="TokenDescriptor.Role"/> first and only once.</returns>
    public static IReadOnlyList<string>? RolesOf(TokenDescriptor descriptor)
    {
        if (descriptor.Role is not { } role)
            return descriptor.Roles;
        return descriptor.Roles is not { Count: > 0 } roles ? [role] : [role, .. roles.Where(other => other != role)];
    }

    /// <summary>Checks that UTF-8 can represent a text: otherwise parts are replaced, and two identities become one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="what">What the text is, for the message.</param>
    /// <exception cref="ArgumentException">The text is empty or not well-formed.</exception>
    public static void CheckText(string text, string what)
    {
        if (string.IsNullOrEmpty(text))
            throw Misuse($"{what} is empty.");
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var consumed) != OperationStatus.Done)
                throw Misuse($"{what} is not well-formed Unicode (it has a lone surrogate).");
            rest = rest[consumed..];
        }
    }

    /// <summary>Checks a scope.</summary>
    /// <param name="scope">The scope.</param>
    /// <exception cref="ArgumentException">The scope is empty or has a character that is not allowed.</exception>
    public static void CheckScope(string scope)
    {
        // RFC 6749, 3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E )
        if (string.IsNullOrEmpty(scope) || scope.AsSpan().ContainsAnyExceptInRange('!', '~') || scope.AsSpan().ContainsAny('"', '\\'))
        {
            throw Misuse(
                $"The scope '{scope}' is empty or holds a character that RFC 6749, 3.3, does not allow. "
                + "Give each scope as a string of its own.");
        }
    }

    /// <summary>Determines whether a text can be the id of a session.</summary>
    /// <returns><see langword="true"/> for 1 to 64 characters of <c>A-Z a-z 0-9 _ -</c>.</returns>
    public static bool IsSessionId(string sid) =>
        sid.Length is > 0 and <= MaxSessionIdLength && !sid.AsSpan().ContainsAnyExcept(Base64UrlAlphabet.Characters);

    private static void CheckAudience(IReadOnlyList<string> audience, IssuingRules rules)
    {
        if (audience.Count == 0)
            throw Misuse("Audience is empty. Leave it null for the configured audience.");
        CheckTexts(audience, "An audience");
        // The audience prevents other services from accepting a refresh token or a ticket as an access token.
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

    private static ArgumentException Foreign(string what, string value, string option) => Misuse(
        $"The {what} is '{value}', which this app does not accept: it would refuse the token. Set {nameof(TokenDescriptor)}."
        + $"{nameof(TokenDescriptor.AllowForeignAudience)} for a token that only other services read, or add the {what} to {option}.");

    private static ArgumentException Misuse(string message) => new(message);
}
