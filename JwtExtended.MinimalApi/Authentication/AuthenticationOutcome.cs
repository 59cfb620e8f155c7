using System.Security.Claims;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>
/// What authenticating one request for one endpoint resulted in: a token, a refusal, or nothing. While another endpoint handles the
/// same request (status code re-execution), user and result are those from before this outcome.
/// </summary>
internal sealed class AuthenticationOutcome : ITokenFeature, IHttpAuthenticationFeature, IAuthenticateResultFeature
{
    private readonly HttpContext _context;
    private RequestUser? _user;
    private Refusal? _refusal;
    private TokenLocation _location;
    private bool _isIgnored;
    private bool _keepsUser;

    private AuthenticationOutcome(HttpContext context, Endpoint endpoint)
    {
        _context = context;
        Endpoint = endpoint;
    }

    public Endpoint Endpoint { get; }

    public Token? Token => _refusal is null ? VerifiedToken : null;

    public object? User { get; private init; }

    public TokenLocation? Location => Token is null ? null : _location;

    public SessionEntry? Session => LookUp.Session;

    public long LookUpTimestamp => LookUp.Timestamp;

    /// <summary>Why the request is refused; <see langword="null"/> when it is not.</summary>
    public Refusal? Refusal => _isIgnored ? null : _refusal;

    /// <summary>Why a credential counts as none, where the endpoint is optional; <see langword="null"/> when none was ignored.</summary>
    public Refusal? Ignored => _isIgnored ? _refusal : null;

    /// <summary>Why the credential was not accepted, whatever follows from that.</summary>
    public Refusal? Cause => _refusal;

    /// <summary>Whether the ignored credential is an access cookie that will never be accepted again.</summary>
    public bool HasDeadAccessCookie { get; private set; }

    /// <summary>The token that was verified, also where the request is refused for another reason.</summary>
    public Token? VerifiedToken { get; private init; }

    /// <summary>What the look-up of <see cref="VerifiedToken"/> decided.</summary>
    public RevocationResult LookUp { get; private init; }

    /// <summary>What the decision depended on beside the token; <see langword="null"/> where it depends on headers alone.</summary>
    public RequestTarget? Target { get; init; }

    /// <summary>The string that the token was found in; <see langword="null"/> without a token.</summary>
    public string? Source { get; private init; }

    /// <summary>Whether the user is what the application has made of it.</summary>
    public bool HasTransformedUser => _user is { IsTransformed: true, WasAssigned: false };

    public bool IsEnforced { get; private set; }

    /// <summary>The status of an error page that its handler must not see; <see langword="null"/> for other requests.</summary>
    public ErrorPageStatus? ErrorPage { get; set; }

    /// <summary>The principal of the token, created on first use.</summary>
    ClaimsPrincipal? IHttpAuthenticationFeature.User
    {
        get => IsCurrent ? Shown.User ??= Token is null ? Shown.OuterUser?.User : TokenPrincipal.Of(Token) : Shown.OuterUser?.User;
        set
        {
            if (IsCurrent)
                (Shown.User, Shown.WasAssigned) = (value, true);
            else
                (Shown.OuterUser ??= new HttpAuthenticationFeature()).User = value;
        }
    }

    /// <summary>The result with the token's times, created on first use.</summary>
    AuthenticateResult? IAuthenticateResultFeature.AuthenticateResult
    {
        get => IsCurrent
            ? Shown.Result ??= Token is null ? Shown.OuterResult?.AuthenticateResult : Succeed(Token)
            : Shown.OuterResult?.AuthenticateResult;
        set
        {
            if (IsCurrent)
                (Shown.Result, Shown.WasAssigned) = (value, true);
            else if (Shown.OuterResult is not null)
                Shown.OuterResult.AuthenticateResult = value;
        }
    }

    // Most requests ask for neither.
    private RequestUser Shown => _user ??= new RequestUser();

    private bool IsCurrent => ReferenceEquals(_context.GetEndpoint(), Endpoint);

    /// <summary>The request carries no credentials.</summary>
    /// <returns>The outcome.</returns>
    public static AuthenticationOutcome None(
        HttpContext context, Endpoint endpoint, RequestTarget? target = null, bool keepsUser = false) =>
        new(context, endpoint) { Target = target, _keepsUser = keepsUser };

    /// <summary>The request is refused before a token was verified.</summary>
    /// <returns>The outcome.</returns>
    public static AuthenticationOutcome Refused(
        HttpContext context, Endpoint endpoint, Refusal refusal, string? source, RequestTarget? target) =>
        new(context, endpoint) { _refusal = refusal, Source = source, Target = target };

    /// <summary>A token was verified, and accepted unless something refuses it.</summary>
    /// <returns>The outcome.</returns>
    public static AuthenticationOutcome Verified(
        HttpContext context, Endpoint endpoint, VerifiedCredential credential, Refusal? refusal, RequestTarget? target) =>
        new(context, endpoint)
        {
            VerifiedToken = credential.Token,
            _location = credential.Location,
            Source = credential.Source,
            LookUp = credential.LookUp,
            User = credential.User,
            _refusal = refusal,
            Target = target,
        };

    public void OnHandlerReturned(HttpResponse response) => ErrorPage?.Restore(response);

    /// <summary>The request continues as one without credentials.</summary>
    /// <param name="refusal">Why the credential counts as none.</param>
    /// <param name="isDeadAccessCookie">Whether the credential is an access cookie that will never be accepted again.</param>
    public void Ignore(Refusal refusal, bool isDeadAccessCookie)
    {
        (_refusal, _isIgnored) = (refusal, true);
        // From here on the request has no user of this token.
        _user?.Forget();
        HasDeadAccessCookie = isDeadAccessCookie;
    }

    /// <summary>Whether the request still has the target that the decision depended on.</summary>
    /// <returns><see langword="false"/> when a middleware has changed it.</returns>
    public bool HasSameTarget() => Target is null || Target.IsOf(_context.Request);

    /// <summary>
    /// Notes that the endpoint's requirement is satisfied. The user of a token is the token's, whatever was assigned meanwhile.
    /// </summary>
    public void Enforce()
    {
        IsEnforced = true;
        RestoreUser();
    }

    /// <summary>
    /// Makes the user of a token the token's, whatever was assigned meanwhile, except the same one that was transformed.
    /// </summary>
    public void RestoreUser()
    {
        if (_user is not { WasAssigned: true } shown || Token is not { } token)
            return;
        if (!token.Equals(TokenPrincipal.TokenOf(shown.User)))
            (shown.User, shown.IsTransformed) = (null, false);
        (shown.Result, shown.WasAssigned) = (null, false);
    }

    /// <summary>Sets what an application has made of the user of the token.</summary>
    /// <param name="user">The user, with the token's identity.</param>
    public void Transform(ClaimsPrincipal user) => (Shown.User, Shown.Result, Shown.IsTransformed) = (user, null, true);

    /// <summary>Takes the place of what other schemes, or another endpoint's outcome, have set before.</summary>
    /// <param name="user">The feature that had the user.</param>
    /// <param name="result">The feature that had the result.</param>
    public void Cover(IHttpAuthenticationFeature? user, IAuthenticateResultFeature? result)
    {
        if ((user, result, _user) is (null, null, null))
            return;
        // What the scheme of the package has set is for the endpoint of that moment, and no user of another one.
        var token = _keepsUser || user is AuthenticationOutcome ? null : TokenPrincipal.TokenOf(user?.User, result?.AuthenticateResult);
        var isOfToken = token is not null;
        Shown.OuterUser = user is AuthenticationOutcome other ? other._user?.OuterUser : isOfToken ? null : user;
        Shown.OuterResult = result is AuthenticationOutcome another ? another._user?.OuterResult : isOfToken ? null : result;
        // Another scheme's middleware sets the user before it replaces the feature: that user is not the token's. The scheme of the
        // package does the same, and the claims of its user may have been transformed.
        Shown.User = isOfToken && Token?.Equals(token) == true ? user!.User : (user as AuthenticationOutcome)?.UserFor(this);
        Shown.IsTransformed = Shown.User is not null && (isOfToken || (user as AuthenticationOutcome)?._user?.IsTransformed == true);
        (Shown.Result, Shown.WasAssigned) = (null, false);
    }

    // The same token was authenticated anew.
    private ClaimsPrincipal? UserFor(AuthenticationOutcome later)
    {
        if (!ReferenceEquals(later.Endpoint, Endpoint) || Token?.Equals(later.Token) != true)
            return null;
        RestoreUser();
        return _user?.User;
    }

    private AuthenticateResult Succeed(Token token) =>
        TokenPrincipal.Succeed(token, TokenPrincipal.AuthenticationType, ((IHttpAuthenticationFeature)this).User!);
}
