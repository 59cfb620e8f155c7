using JwtExtended.MinimalApi.Configuration;

namespace JwtExtended.MinimalApi;

/// <summary>Options for the endpoint where other services ask whether a token is active (RFC 7662).</summary>
public sealed class IntrospectionOptions
{
    private readonly OptionsLock _lock;
    private readonly List<(string Id, string Secret)> _callers = [];

    /// <summary>Initializes a new instance without callers.</summary>
    public IntrospectionOptions()
        : this(new OptionsLock())
    {
    }

    internal IntrospectionOptions(OptionsLock optionsLock) => _lock = optionsLock;

    /// <summary>
    /// Gets or sets a value indicating whether callers that ask with <c>token_type_hint=refresh_token</c> learn of refresh tokens. Without
    /// the hint, a refresh token is never active: a service must not take it for an access token.
    /// </summary>
    /// <value>The default is <see langword="false"/>: a refresh token is never active.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public bool AllowRefreshTokens { get; set => field = _lock.Open(value); }

    internal IReadOnlyList<(string Id, string Secret)> Callers => _callers;

    /// <summary>
    /// Adds a service that may ask about tokens. In the configuration, <c>Jwt:Introspection:Callers:orders</c> is the secret of the caller
    /// <c>orders</c>.
    /// </summary>
    /// <remarks>
    /// The caller sends both exactly as they are given here. Tokens whose audience (<c>aud</c>) contains <paramref name="id"/> are active
    /// for this caller, as are those for this application.
    /// </remarks>
    /// <param name="id">The id of the caller: 1 to 100 printable ASCII characters.</param>
    /// <param name="secret">
    /// The secret of the caller: printable ASCII characters of at least 32 bytes, such as those of <c>openssl rand -base64 32</c>. A secret
    /// that is too weak, or an id that occurs twice, fails at startup.
    /// </param>
    /// <exception cref="ArgumentException">An argument is <see langword="null"/> or empty.</exception>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public void AddCaller(string id, string secret)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentException.ThrowIfNullOrEmpty(secret);
        Add(id, secret);
    }

    // What the configuration says is checked with all other options.
    internal void Add(string id, string secret) => _callers.Add(_lock.Open((id, secret)));
}
