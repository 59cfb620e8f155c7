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
    /// Gets or sets the time, by the clock of the store, during which an exchanged refresh token returns the same successor again, and a
    /// token that was just handed out returns itself. It covers tabs that refresh at the same time and clients that repeat a request.
    /// </summary>
    /// <value>The default is 10 seconds. The value must be from 0 to 60 seconds.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public TimeSpan GraceWindow { get; set => field = _lock.Open(value); } = JwtDefaults.GraceWindow;

    /// <summary>
    /// Gets or sets the time, by the clock of the store, during which an exchanged refresh token gets a new successor, if neither the one
    /// before nor its access token was used: the response was lost. The one before is refused from then on. Using an exchanged token in any
    /// other way ends the session (RFC 9700, 4.14.2).
    /// </summary>
    /// <value>
    /// The default is one day. The value must be 0, where any second use outside of <see cref="GraceWindow"/> ends the session, or from
    /// <see cref="GraceWindow"/> to 30 days.
    /// </value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public TimeSpan LostAnswerWindow { get; set => field = _lock.Open(value); } = JwtDefaults.LostAnswerWindow;
}
