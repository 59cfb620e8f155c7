using JwtExtended.MinimalApi.Keys.Ring;

namespace JwtExtended.MinimalApi;

/// <content>Keys that rotate themselves, keys that were replaced, and where both are kept.</content>
public sealed partial class JwtKeyOptions
{
    private RotationPlan? _rotation;
    private Func<IServiceProvider, IJwtKeyStore>? _store;
    private string? _folder;

    /// <summary>
    /// Gets or sets whether a key continues to verify after another one has replaced it in its file or in the configuration: access tokens
    /// until the longest-lived one has expired (<see cref="JwtOptions.MaxTokenLifetime"/>), and refresh tokens as long, so that users
    /// stay signed in.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The new key is published and verifies at once. The one that signed before goes on signing for ten minutes, because other processes
    /// see the new file later, and other services have cached the published keys.
    /// </para>
    /// <para>
    /// What remains of the key is kept, without its private part and encrypted for the keys that replaced it, in the store of
    /// <see cref="UseStore"/> or <see cref="StoreIn"/>, or else in the store of revocations if it keeps keys, or else in the folder
    /// <c>.jwt-extended</c> beside each key file, so that other processes and a restart find it. Where none of them can be written, only
    /// this process remembers the key, and logs a warning.
    /// </para>
    /// <para>
    /// A key that was leaked must not continue to verify: call <see cref="JwtKeyRing.Retire"/> after the replacement, or set this to
    /// <see langword="false"/>. A key that was replaced while no process ran is not known any more.
    /// </para>
    /// </remarks>
    /// <value>The default is <see langword="true"/>.</value>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public bool KeepReplaced { get; set => field = _lock.Open(value); } = true;

    internal Func<IServiceProvider, IJwtKeyStore>? Store => _store;

    internal string? Folder => _folder;

    /// <summary>
    /// Makes the application generate its keys and rotate them: each is published first, then signs for the interval, then verifies until
    /// the last token that it signed has expired, and is deleted. Refresh tokens are signed with secrets that rotate at the same times.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The keys are in a store that all processes of the application share: that of <see cref="UseStore"/> or <see cref="StoreIn"/>, or
    /// else the store of revocations if it keeps keys, as those of Redis and EF Core do. They are encrypted with ASP.NET Core Data
    /// Protection, whose keys all processes have to share as well (<c>builder.Services.AddDataProtection()</c>).
    /// </para>
    /// <para>
    /// Keys that are configured beside it verify. If one of them can sign, it signs until the first generated key has been published for
    /// the time of <paramref name="announce"/>, so that an application can change over without signing anybody out.
    /// </para>
    /// <para>
    /// The application does not start without store and Data Protection, if the store does not respond, or if it has keys that cannot be
    /// decrypted. When the store fails later, the keys that are known remain in use.
    /// </para>
    /// </remarks>
    /// <param name="interval">How long each key signs, from 1 hour to 10 years.</param>
    /// <param name="algorithm">The algorithm of the keys. The default is ES256.</param>
    /// <param name="announce">
    /// How long each key is published before it signs, from 1 minute to half of the interval. Other services must read the published keys
    /// within that time. The default is 14 days, or a quarter of the interval if that is shorter.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public void RotateEvery(TimeSpan interval, JwtAlgorithm algorithm = JwtAlgorithm.ES256, TimeSpan? announce = null) =>
        _rotation = _lock.Open(RotationPlan.Create(interval, algorithm, announce));

    /// <summary>Keeps keys in a folder that all processes of the application share.</summary>
    /// <param name="folder">The path of the folder, absolute or relative to the content root. It is created if it does not exist.</param>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public void StoreIn(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        (_folder, _store) = (_lock.Open(folder), null);
    }

    /// <summary>Keeps keys in the given store.</summary>
    /// <param name="create">Creates the store. It is called once; the store is disposed when the application has stopped.</param>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public void UseStore(Func<IServiceProvider, IJwtKeyStore> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        (_folder, _store) = (null, _lock.Open(create));
    }

    internal RotationPlan? ToRotation() => _rotation;
}
