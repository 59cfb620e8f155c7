namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Makes the options of one application read-only: the options object, its nested objects and its lists share one lock.</summary>
internal sealed class OptionsLock
{
    private bool _closed;

    public void Close() => _closed = true;

    /// <summary>Sets what is in effect where nothing was set, and closes the options again.</summary>
    public void Complete(Action complete)
    {
        _closed = false;
        complete();
        _closed = true;
    }

    /// <summary>Returns the value while the options are open.</summary>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public T Open<T>(T value) => _closed
        ? throw new InvalidOperationException(
            "The configuration is closed: it is read once, when Jwt.Initialize returns. Change it inside Jwt.Initialize(app, cfg => ...).")
        : value;
}
