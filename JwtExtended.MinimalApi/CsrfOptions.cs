using JwtExtended.MinimalApi.Configuration;

namespace JwtExtended.MinimalApi;

/// <summary>Protection against cross-site request forgery, for tokens that come by cookie and requests that change something.</summary>
public sealed class CsrfOptions
{
    private readonly OptionsLock _lock;

    /// <summary>Options with every default.</summary>
    public CsrfOptions()
        : this(new OptionsLock())
    {
    }

    internal CsrfOptions(OptionsLock optionsLock)
    {
        _lock = optionsLock;
        TrustedOrigins = new LockedList<string>(optionsLock);
    }

    /// <summary>What is asked for.</summary>
    /// <value>The default is <see cref="CsrfMode.Automatic"/>.</value>
    public CsrfMode Mode { get; set => field = _lock.Open(value); }

    /// <summary>Other origins that may send requests with the cookies, each exactly as a browser writes it: <c>https://app.example.com</c>.</summary>
    /// <value>Empty: none but the own one.</value>
    public IList<string> TrustedOrigins { get; }

    /// <summary>The header of the double submit.</summary>
    /// <value>The default is <c>X-CSRF-Token</c>.</value>
    public string HeaderName { get; set => field = _lock.Open(value); } = JwtDefaults.CsrfHeaderName;

    /// <summary>The form field of the double submit, in forms of at most 64 KiB.</summary>
    /// <value>The default is <c>csrf_token</c>.</value>
    public string FormField { get; set => field = _lock.Open(value); } = JwtDefaults.CsrfFormField;
}
