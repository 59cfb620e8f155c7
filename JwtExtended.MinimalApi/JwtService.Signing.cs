using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi;

public sealed partial class JwtService
{
    /// <summary>
    /// Issues an access token (RFC 9068) like <see cref="CreateAccessToken(string, TokenDescriptor)"/>, and waits for keys that sign in
    /// another process (<see cref="JwtKey.FromSigner"/>). With any other key, nothing is waited for.
    /// </summary>
    /// <param name="identity">The subject of the token (<c>sub</c>).</param>
    /// <param name="descriptor">The other claims and the lifetime of the token, or <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">A token to cancel the operation. It is passed on to the signer.</param>
    /// <returns>The token in compact serialization (RFC 7515, 7.1).</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="identity"/> or <paramref name="descriptor"/> contains a value that is not valid. The message says what to change.
    /// </exception>
    /// <exception cref="InvalidOperationException">The application has no signing key, only a public one.</exception>
    /// <exception cref="JwtSigningException">The key did not sign, or not within <see cref="JwtKeyOptions.SigningTimeout"/>.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public ValueTask<string> CreateAccessTokenAsync(
        string identity, TokenDescriptor? descriptor = null, CancellationToken cancellationToken = default)
    {
        var creating = Runtime.Issuer.CreateAccessAsync(identity, descriptor, cancellationToken);
        return creating.IsCompletedSuccessfully ? new(creating.Result.Text) : AwaitAsync(creating);
    }

    private static async ValueTask<string> AwaitAsync(ValueTask<IssuedToken> creating) => (await creating).Text;
}
