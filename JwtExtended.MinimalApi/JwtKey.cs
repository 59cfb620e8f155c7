using Jose;
using JwtExtended.MinimalApi.Keys;

namespace JwtExtended.MinimalApi;

/// <summary>One key, bound to one algorithm (RFC 8725, 3.1). Immutable and shared between threads.</summary>
internal sealed class JwtKey
{
    private readonly IJwsAlgorithm _jws;
    private readonly object _material;

    public JwtKey(string kid, JwtAlgorithm algorithm, object material, bool canSign, int signatureLength)
    {
        Kid = kid;
        Algorithm = algorithm;
        CanSign = canSign;
        SignatureLength = signatureLength;
        _material = material;
        _jws = JwsAlgorithms.For(algorithm);
    }

    public string Kid { get; }

    public JwtAlgorithm Algorithm { get; }

    public bool CanSign { get; }

    /// <summary>The one length in bytes that a signature of this key has.</summary>
    public int SignatureLength { get; }

    public byte[] Sign(byte[] signingInput) => CanSign
        ? _jws.Sign(signingInput, _material)
        : throw new InvalidOperationException($"The {Algorithm} key '{Kid}' is a public key and can only verify. Configure PrivateKey to issue tokens.");

    public bool Verify(byte[] signature, byte[] signingInput) => signature.Length == SignatureLength && _jws.Verify(signature, signingInput, _material);

    /// <summary>The key without its material.</summary>
    public override string ToString() => $"{nameof(JwtKey)} {{ {nameof(Kid)} = {Kid}, {nameof(Algorithm)} = {Algorithm} }}";
}
