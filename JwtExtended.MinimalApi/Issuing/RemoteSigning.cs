namespace JwtExtended.MinimalApi.Issuing;

/// <summary>Calls the signers of keys that this process does not have, and trusts none of them.</summary>
internal sealed class RemoteSigning(TimeSpan limit, TimeProvider time)
{
    /// <summary>Signs the input of a token.</summary>
    /// <param name="key">The key, which has a signer.</param>
    /// <param name="input">The input. The signer may keep it.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A signature that the public key verifies.</returns>
    /// <exception cref="JwtSigningException">The signer failed, took too long, or returned something else.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public async ValueTask<byte[]> SignAsync(JwtKey key, byte[] input, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var signing = key.Signer!.SignAsync(input, either.Token).AsTask();
            Observe(signing);
            // A signer that ignores the token is not waited for either. What it returned is copied before it is looked at.
            var signature = (await signing.WaitAsync(either.Token)).ToArray();
            return Check(key, input, signature) is { } problem ? throw Failed(key, problem) : signature;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested)
        {
            throw Failed(key, $"did not respond within {limit.TotalSeconds:0.##} s (Keys.SigningTimeout).", e);
        }
        catch (Exception e) when (e is not JwtSigningException)
        {
            throw Failed(key, $"failed ({e.GetType().Name}).", e);
        }
    }

    private static string? Check(JwtKey key, byte[] input, byte[] signature)
    {
        if (signature.Length != key.SignatureLength)
        {
            return $"returned {signature.Length} bytes; a signature is {key.SignatureLength} bytes long (RFC 7518, 3.3 to 3.5). "
                + "Those of ECDSA are R and S one after the other, and not DER.";
        }

        return key.Verify(input, signature)
            ? null
            : "returned a signature that its PublicKey does not verify. It must sign these bytes with this key and its algorithm.";
    }

    private static JwtSigningException Failed(JwtKey key, string problem, Exception? cause = null) =>
        new($"The signer of the {key.Algorithm} key '{key.Kid}' {problem}", cause);

    // Nothing else observes the failure of a signer that was not waited for.
    private static void Observe(Task signing) => signing.ContinueWith(
        static task => _ = task.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
