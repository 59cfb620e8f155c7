using System.Collections.Frozen;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace JwtExtended.MinimalApi.Locations;

/// <summary>The form of a request to an OAuth endpoint (RFC 6749, 3.2 and appendix B), or why it cannot be used.</summary>
internal sealed class TokenForm
{
    public const string MediaType = "application/x-www-form-urlencoded";

    private const string GrantTypeName = "grant_type";
    private const string RefreshTokenName = "refresh_token";
    private const string ScopeName = "scope";
    private const string ClientIdName = "client_id";
    private const string ClientSecretName = "client_secret";
    private const string ClientAssertionName = "client_assertion";
    private const string TokenName = "token";
    private const string TokenTypeHintName = "token_type_hint";

    private const int MaxBytes = 64 * 1024;

    // The values consist of ASCII characters (RFC 6749, appendix A): all of these agree about them.
    private static readonly string[] Charsets = ["utf-8", "us-ascii", "iso-8859-1"];

    private static readonly FrozenSet<string> Known = FrozenSet.Create(
        StringComparer.Ordinal, GrantTypeName, RefreshTokenName, ScopeName, ClientIdName, ClientSecretName, ClientAssertionName, TokenName,
        TokenTypeHintName);

    private static readonly RequestBody Body = new(MaxBytes);

    private static readonly Refusal NoForm = Refuse("The body is no form.", $"Send the parameters as {MediaType}.");
    private static readonly Refusal OtherCharset = Refuse("The form has a charset other than UTF-8.", "Send the form as UTF-8.");
    private static readonly Refusal Compressed = Refuse("The form is compressed.", "Send the form without Content-Encoding.");
    private static readonly Refusal TooLong =
        Refuse("The form is too long, or cannot be read to its end.", "Send a form of less than 64 KiB.");

    private readonly Dictionary<string, string> _values;

    private TokenForm(Dictionary<string, string> values) => _values = values;

    private TokenForm(Refusal refusal)
        : this([]) => Refusal = refusal;

    /// <summary>Gets why the form cannot be used, or <see langword="null"/>.</summary>
    public Refusal? Refusal { get; }

    /// <summary>
    /// Gets whether the form asks for tokens. Any other form says nothing: browsers send one with cookies, and some clients an empty one
    /// with a header.
    /// </summary>
    public bool IsTokenRequest => Refusal is not null || _values.ContainsKey(GrantTypeName) || _values.ContainsKey(RefreshTokenName);

    public string? GrantType => Find(GrantTypeName);

    public string? RefreshToken => Find(RefreshTokenName);

    public string? Scope => Find(ScopeName);

    public string? ClientId => Find(ClientIdName);

    public string? ClientSecret => Find(ClientSecretName);

    public bool HasClientAssertion => Find(ClientAssertionName) is not null;

    public string? Token => Find(TokenName);

    public string? TokenTypeHint => Find(TokenTypeHintName);

    /// <summary>Whether the body of a request is a form of this type.</summary>
    /// <param name="request">The request.</param>
    /// <returns><see langword="false"/> if it is something else.</returns>
    public static bool IsSent(HttpRequest request) => TypeOf(request) is not null;

    /// <summary>Reads the form. The handler can read it again.</summary>
    /// <param name="request">The request.</param>
    /// <param name="known">The form where a middleware has read it already; otherwise <see langword="null"/>.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The form, which may have a refusal.</returns>
    public static async ValueTask<TokenForm> ReadAsync(HttpRequest request, IFormCollection? known, CancellationToken cancellationToken)
    {
        if (Check(request) is { } refusal)
            return new TokenForm(refusal);
        if (known is not null)
            return Of(known);
        if (request.ContentLength >= MaxBytes || await Body.ReadAsync(request, cancellationToken) is not { } bytes)
            return new TokenForm(TooLong);
        return FormReader.TryRead(bytes.Span, Known, out var values, out var problem) ? new TokenForm(values) : new TokenForm(problem);
    }

    /// <summary>A request that an OAuth client must not send.</summary>
    /// <param name="reason">The reason, for the log.</param>
    /// <param name="advice">What to send instead.</param>
    /// <returns>The refusal.</returns>
    public static Refusal Refuse(string reason, string advice) =>
        new(JwtErrorCode.RequestInvalid, reason, advice: advice) { OAuthError = "invalid_request" };

    private static TokenForm Of(IFormCollection known)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Known)
        {
            // The collection ignores case, and parameters do not (RFC 6749, 3.2): both spellings are one parameter too many.
            if (!known.TryGetValue(name, out var found))
                continue;
            if (found.Count > 1)
                return new TokenForm(FormReader.Repeated);
            if (!PrintableText.IsValid(found.ToString()))
                return new TokenForm(FormReader.Malformed);
            values.Add(name, found.ToString());
        }

        return new TokenForm(values);
    }

    private static Refusal? Check(HttpRequest request)
    {
        if (TypeOf(request) is not { } type)
            return NoForm;
        // Every parameter of that name: another reader may take another one, or none for what it is.
        if (type.Parameters.Any(static parameter => IsCharset(parameter) && !IsKnownCharset(parameter.Value)))
            return OtherCharset;
        var encoding = request.Headers.ContentEncoding;
        return encoding.Count > 0 && !encoding.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase) ? Compressed : null;
    }

    private static bool IsCharset(NameValueHeaderValue parameter) => parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase);

    private static bool IsKnownCharset(StringSegment value) =>
        Charsets.Contains(HeaderUtilities.RemoveQuotes(value).ToString(), StringComparer.OrdinalIgnoreCase);

    private static MediaTypeHeaderValue? TypeOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase)
            ? type
            : null;

    // RFC 6749, 3.2: a parameter without a value counts as omitted.
    private string? Find(string name) => _values.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
