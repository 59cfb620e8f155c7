using System.Formats.Asn1;
using System.Security.Cryptography;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Net.Pkcs11Interop.HighLevelAPI.MechanismParams;
using ISession = Net.Pkcs11Interop.HighLevelAPI.ISession;

namespace JwtExtended.MinimalApi.Tests.Support.Engines;

/// <summary>A key pair on a token, with a session of its own, which one thread at a time may use (PKCS#11, 5.6).</summary>
internal sealed class HsmKey(ISession session, IObjectHandle publicKey, IObjectHandle privateKey) : IDisposable
{
    /// <summary>Whether the token hands out the private part.</summary>
    public bool IsExtractable(CKA attribute) => !session.GetAttributeValue(privateKey, [attribute])[0].CannotBeRead;

    public byte[] Read(CKA attribute) => session.GetAttributeValue(publicKey, [attribute])[0].GetValueAsByteArray();

    public byte[] Sign(CKM mechanism, byte[] input, IMechanismParams? parameters = null)
    {
        using var signing = parameters is null
            ? session.Factories.MechanismFactory.Create(mechanism)
            : session.Factories.MechanismFactory.Create(mechanism, parameters);
        return session.Sign(signing, privateKey, input);
    }

    public IMechanismParams PssParameters(CKM hash, CKG mask, int salt) =>
        session.Factories.MechanismParamsFactory.CreateCkRsaPkcsPssParams(
            ConvertUtils.UInt64FromCKM(hash), ConvertUtils.UInt64FromCKG(mask), (ulong)salt);

    public RSAParameters ReadRsa() => new() { Modulus = Read(CKA.CKA_MODULUS), Exponent = Read(CKA.CKA_PUBLIC_EXPONENT) };

    /// <summary>Reads the public part of a key on P-256, P-384 or P-521.</summary>
    public ECParameters ReadEc(ECCurve curve)
    {
        // An OCTET STRING that holds 4, X and Y.
        var point = AsnDecoder.ReadOctetString(Read(CKA.CKA_EC_POINT), AsnEncodingRules.DER, out _).AsSpan(1);
        var (x, y) = (point[..(point.Length / 2)].ToArray(), point[(point.Length / 2)..].ToArray());
        return new ECParameters { Curve = curve, Q = new ECPoint { X = x, Y = y } };
    }

    public void Dispose() => session.Dispose();
}
