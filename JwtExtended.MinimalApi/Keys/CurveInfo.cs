using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>The elliptic curve of an algorithm.</summary>
/// <param name="Curve">The curve in .NET.</param>
/// <param name="JwkName">The <c>crv</c> of a JSON Web Key (RFC 7518, 6.2.1.1).</param>
/// <param name="OpenSslName">The name in OpenSSL.</param>
/// <param name="Oid">The object identifier.</param>
/// <param name="Bits">The length of a coordinate in bits.</param>
internal sealed record CurveInfo(ECCurve Curve, string JwkName, string OpenSslName, string Oid, int Bits)
{
    /// <summary>The length of a coordinate in bytes (RFC 7518, 6.2.1.2).</summary>
    public int CoordinateBytes => (Bits + 7) / 8;
}
