using JwtExtended.MinimalApi.Configuration;

namespace JwtExtended.MinimalApi;

/// <summary>
/// Options for exchanging refresh tokens for their successors; see <see cref="JwtEndpointRouteBuilderExtensions.MapJwtRefresh"/>.
/// </summary>
public sealed class RotationOptions
{
    private readonly OptionsLock _lock;

    /// <summary>Initializes a new instance with default values.</summary>
    public RotationOptions()
        : this(new OptionsLock())
    {
    }

    internal RotationOptions(OptionsLock optionsLock) => _lock = optionsLock;

    /// <summary>
    /// Gets or sets the time, by the clock of the store, during which an exchanged refresh token returns the same successor again. It
    /// covers tabs that refresh at the same time and lost responses. Once the successor was exchanged or revoked, the token is refused
    /// (<c>token_revoked</c>). Using the token later ends the session (RFC 9700, 4.14.2).
    /// </summary>
    /// <value>The default is 10 seconds. The value must be from 0, where any second use ends the session, to 60 seconds.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public TimeSpan GraceWindow { get; set => field = _lock.Open(value); } = JwtDefaults.GraceWindow;
}
