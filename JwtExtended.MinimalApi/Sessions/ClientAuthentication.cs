using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>
/// Authenticates the clients of OAuth endpoints (RFC 6749, 2.3). A public client has no secret, and may say its id. A secret that is not
/// that of a configured caller is refused: its client believes that the secret protects something.
/// </summary>
internal sealed class ClientAuthentication(CallerRegistry callers, CallerFailures failures)
{
    private const string InvalidClient = "invalid_client";

    private static readonly Refusal Ambiguous = TokenForm.Refuse(
        "The request carries another credential beside the form.", "Send the token in the form, and no other credential.");

    private static readonly Refusal Repeated =
        TokenForm.Refuse("The client authenticates in two ways.", "Authenticate the client in one way.");

    private static readonly Refusal TwoIds =
        TokenForm.Refuse("The client_id of the form is not the one of the header.", "Send one client_id.");

    private static readonly Refusal Unsupported = new(
        JwtErrorCode.RequestInvalid,
        "The client authenticates in a way that is not supported.",
        advice: "Authenticate the client with HTTP Basic, or with client_id and client_secret in the form.")
    {
        OAuthError = InvalidClient,
    };

    private static readonly Refusal Wrong = new(
        JwtErrorCode.RequestInvalid, "The client's secret is wrong, or the client has none.", advice: "The client is not authenticated.")
    {
        OAuthError = InvalidClient,
    };

    private static readonly Refusal Anonymous = new(
        JwtErrorCode.RequestInvalid, "The caller does not authenticate.", advice: "Authenticate the client.")
    {
        OAuthError = InvalidClient,
    };

    /// <summary>Authenticates a client that may be public.</summary>
    /// <returns>The client, or the refusal.</returns>
    public Outcome<OAuthClient> Authenticate(HttpContext context, TokenForm form)
    {
        var header = AuthorizationHeader.Of(context.Request);
        // Step 1: one way alone, and one that is known.
        if (header.IsRepeated || (!header.IsAbsent && !header.IsBasic))
            return new(Ambiguous);
        if (form.HasClientAssertion)
            return new(Unsupported);
        if (header.IsBasic && form.ClientSecret is not null)
            return new(Repeated);
        // Step 2: the credential.
        var outcome = header.IsBasic ? OfHeader(header) : OfForm(form);
        if (!outcome.TryGet(out var client, out var refusal))
        {
            if (ReferenceEquals(refusal, Wrong))
                failures.Report(context);
            return outcome;
        }

        // Step 3: the id of the form is that of the credential.
        return form.ClientId is { } id && id != client.Id ? new(TwoIds) : outcome;
    }

    /// <summary>Authenticates a caller with a secret.</summary>
    /// <returns>The caller, or the refusal.</returns>
    public Outcome<OAuthClient> AuthenticateCaller(HttpContext context, TokenForm form)
    {
        var outcome = Authenticate(context, form);
        if (ReferenceEquals(outcome.Refusal, Ambiguous))
            return new(Unsupported);
        return outcome.Value is { IsCaller: false } ? new(Anonymous) : outcome;
    }

    private Outcome<OAuthClient> OfHeader(AuthorizationHeader header)
    {
        if (!header.TryReadBasic(out var plain, out var decoded))
            return new(Wrong);
        if (decoded.Secret.Length == 0)
            return new(new OAuthClient(decoded.Id.Length == 0 ? null : decoded.Id, IsCaller: false));
        // Both are looked at, whichever is right: many clients do not encode what they send.
        var (isPlain, isDecoded) = (callers.Accepts(plain), callers.Accepts(decoded));
        return isPlain || isDecoded ? new(new OAuthClient(isDecoded ? decoded.Id : plain.Id, IsCaller: true)) : new(Wrong);
    }

    private Outcome<OAuthClient> OfForm(TokenForm form)
    {
        if (form.ClientSecret is not { } secret)
            return new(new OAuthClient(form.ClientId, IsCaller: false));
        return form.ClientId is { } id && callers.Accepts(new ClientCredential(id, secret))
            ? new(new OAuthClient(id, IsCaller: true))
            : new(Wrong);
    }
}
