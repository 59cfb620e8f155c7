using System.Collections.Immutable;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>
/// From which issuers and for which audiences an app accepts access tokens (RFC 7519, 4.1.1 and 4.1.3): the one rule for tokens that are
/// read and for tokens that are to be issued.
/// </summary>
internal sealed class AcceptedParties
{
    private readonly ExpectedString? _issuer;
    private readonly ExpectedString? _audience;
    private readonly ImmutableArray<ExpectedString> _otherIssuers;
    private readonly ImmutableArray<ExpectedString> _otherAudiences;

    /// <summary>Defines what is accepted.</summary>
    /// <param name="issuer">The app's own issuer, or <see langword="null"/> when issuers are not checked.</param>
    /// <param name="audience">The app's own audience, or <see langword="null"/> when audiences are not checked.</param>
    /// <param name="otherIssuers">Further issuers.</param>
    /// <param name="otherAudiences">Further audiences.</param>
    public AcceptedParties(string? issuer, string? audience, IEnumerable<string> otherIssuers, IEnumerable<string> otherAudiences)
    {
        (_issuer, _audience) = (ExpectedString.Of(issuer), ExpectedString.Of(audience));
        (_otherIssuers, _otherAudiences) = (Prepare(otherIssuers), Prepare(otherAudiences));
    }

    /// <summary>Decides whether claims are of an accepted issuer. An accepted issuer is represented by the configured string.</summary>
    /// <param name="claims">The claims.</param>
    /// <returns><see langword="true"/> if they are, or if issuers are not checked; otherwise <see langword="false"/>.</returns>
    public bool AcceptsIssuerOf(TokenClaims claims)
    {
        // The own issuer is compared first: with no other, a token costs one comparison.
        if (_issuer is null || claims.HasIssuer(_issuer))
            return true;
        foreach (var other in _otherIssuers)
        {
            if (claims.HasIssuer(other))
                return true;
        }

        return false;
    }

    /// <summary>Decides whether claims are for an accepted audience.</summary>
    /// <param name="claims">The claims.</param>
    /// <returns><see langword="true"/> if they are, or if audiences are not checked; otherwise <see langword="false"/>.</returns>
    public bool AcceptsAudienceOf(TokenClaims claims)
    {
        if (_audience is null || claims.HasAudience(_audience))
            return true;
        foreach (var other in _otherAudiences)
        {
            if (claims.HasAudience(other))
                return true;
        }

        return false;
    }

    /// <summary>Decides whether tokens of an issuer are accepted.</summary>
    /// <param name="issuer">The issuer.</param>
    /// <returns><see langword="true"/> if they are, or if issuers are not checked; otherwise <see langword="false"/>.</returns>
    public bool AcceptsIssuer(string issuer) => _issuer is null || _issuer.Text == issuer || Holds(_otherIssuers, issuer);

    /// <summary>Decides whether tokens for any of some audiences are accepted.</summary>
    /// <param name="audience">The audiences.</param>
    /// <returns><see langword="true"/> if they are, or if audiences are not checked; otherwise <see langword="false"/>.</returns>
    public bool AcceptsAudience(IReadOnlyList<string> audience) =>
        _audience is null || audience.Any(one => one == _audience.Text || Holds(_otherAudiences, one));

    private static bool Holds(ImmutableArray<ExpectedString> expected, string text) =>
        expected.Any(other => other.Text == text);

    private static ImmutableArray<ExpectedString> Prepare(IEnumerable<string> texts) =>
        [.. texts.Select(static text => ExpectedString.Of(text))];
}
