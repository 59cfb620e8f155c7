using JwtExtended.MinimalApi.Configuration;

namespace JwtExtended.MinimalApi;

/// <summary>How refresh tokens are exchanged for their successors (<see cref="JwtEndpointRouteBuilderExtensions.MapJwtRefresh"/>).</summary>
public sealed class RotationOptions
{
    private readonly OptionsLock _lock;

    /// <summary>Options with every default.</summary>
    public RotationOptions()
        : this(new OptionsLock())
    {
    }

    internal RotationOptions(OptionsLock optionsLock) => _lock = optionsLock;

    /// <summary>
    /// For how long, by the clock of the store, a refresh token that was exchanged already is answered with the same successor again: two tabs that
    /// refresh at once, or an answer that was lost on its way. Afterwards its use ends the session (RFC 9700, 4.14.2).
    /// </summary>
    /// <value>The default is 10 seconds; 0 to 60 seconds. With 0 every second use ends the session.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public TimeSpan GraceWindow { get; set => field = _lock.Open(value); } = JwtDefaults.GraceWindow;
}
