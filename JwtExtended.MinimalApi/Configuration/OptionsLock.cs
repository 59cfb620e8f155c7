namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Closes the options of one app: one lock for the object, its nested objects and its collections.</summary>
internal sealed class OptionsLock
{
    private bool _closed;

    public void Close() => _closed = true;

    /// <summary>Passes the value through while the options are open.</summary>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public T Open<T>(T value) => _closed
        ? throw new InvalidOperationException("The configuration is closed: a service reads it once. Change it inside Jwt.Initialize(app, cfg => ...).")
        : value;
}
