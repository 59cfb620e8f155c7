using System.Security.Cryptography;
using JwtExtended.MinimalApi.Keys;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>A signer as a remote service is: it responds later, and a test decides what.</summary>
internal sealed class ScriptedSigner : IJwtSigner
{
    private readonly JwtKey _key;
    private int _calls;

    public ScriptedSigner(JwtAlgorithm algorithm = JwtAlgorithm.ES256)
    {
        var pem = algorithm.ToString()[0] == 'E' ? TestKeys.EcPem(CurveOf(algorithm)) : TestKeys.RsaPem();
        _key = JwtKey.FromPem(pem, algorithm);
        PublicKey = JwtKey.FromPem(TestKeys.PublicPem(pem), algorithm);
    }

    public JwtKey PublicKey { get; set; }

    /// <summary>What happens in place of signing: it gets the input and the token for cancellation.</summary>
    public Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<ReadOnlyMemory<byte>>>? Script { get; set; }

    public int Calls => _calls;

    public async ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> signingInput, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        if (Script is { } script)
            return await script(signingInput, cancellationToken);
        await Task.Yield();
        return Sign(signingInput);
    }

    public byte[] Sign(ReadOnlyMemory<byte> input)
    {
        var signature = new byte[_key.SignatureLength];
        _key.Sign(input.Span, signature);
        return signature;
    }

    private static ECCurve CurveOf(JwtAlgorithm algorithm) => AlgorithmTable.Get(algorithm).Curve!.Curve;
}
