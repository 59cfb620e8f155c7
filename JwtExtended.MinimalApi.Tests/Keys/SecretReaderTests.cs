using System.Security.Cryptography;
using System.Text;
using JwtExtended.MinimalApi.Keys;

namespace JwtExtended.MinimalApi.Tests.Keys;

/// <summary>How a configured secret is read, and what it must not be.</summary>
public sealed class SecretReaderTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(1, 40).Select(i => (byte)(i * 5))];

    private static IEnumerable<TestCaseData> Base64Forms =>
    [
        Form("plain", base64 => "base64:" + base64),
        Form("upper case", base64 => "BASE64:" + base64),
        Form("space around", base64 => "  base64:" + base64 + "\r\n"),
        Form("space within", base64 => "base64: " + base64[..10] + "\n" + base64[10..]),
    ];

    [TestCaseSource(nameof(Base64Forms))]
    public void Base64_stands_for_its_bytes(Func<string, string> form) =>
        Sign(Read(form(Convert.ToBase64String(Bytes)))).Should().Equal(HMACSHA256.HashData(Bytes, "x"u8));

    [TestCase("a secret of more than 32 characters")]
    [TestCase(" a secret of more than 32 characters ")]
    [TestCase("{ a secret of more than 32 characters }")]
    [TestCase("a secret that talks of \"kty\" and is no key")]
    [TestCase("YSBzZWNyZXQgb2YgbW9yZSB0aGFuIDMyIGNoYXJhY3RlcnM=")]
    [TestCase("\"kty\" does not make a key of a text { either")]
    public void Any_other_text_stands_for_its_own_bytes(string secret) =>
        Sign(Read(secret)).Should().Equal(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), "x"u8));

    [TestCase("base64:AAAA", "is 3 bytes long")]
    [TestCase("base64:A", "does not decode as base64")]
    [TestCase("base64:A-_A", "does not decode as base64")]
    [TestCase("   ", "is 3 bytes long")]
    [TestCase("text and then -----BEGIN PUBLIC KEY----- and more", "holds PEM text")]
    [TestCase("  {\"k\":\"AAAA\",\"kty\":\"oct\"}", "holds a JSON Web Key")]
    [TestCase("base64:-----BEGIN PUBLIC KEY-----", "holds PEM text")]
    public void A_secret_that_is_none_is_refused(string secret, string error)
    {
        var result = SecretReader.Read("SecretKey", secret, JwtAlgorithm.HS256);

        result.Key.Should().BeNull();
        result.Error.Should().StartWith("SecretKey ").And.Contain(error);
    }

    [Test]
    public void The_kid_of_a_secret_tells_secrets_apart_and_is_always_the_same()
    {
        var info = AlgorithmTable.Get(JwtAlgorithm.HS256);
        var (one, other) = (SecretReader.Create(Bytes, info), SecretReader.Create(Bytes[1..], info));

        one.Kid.Should().HaveLength(16).And.Be(SecretReader.Create([.. Bytes], info).Kid).And.NotBe(other.Kid);
        one.CanSign.Should().BeTrue();
        SecretReader.Create(Bytes, info, "mine", canSign: false).Should().Match<JwtKey>(key => key.Kid == "mine" && !key.CanSign);
    }

    private static JwtKey Read(string secret)
    {
        var result = SecretReader.Read("SecretKey", secret, JwtAlgorithm.HS256);
        result.Error.Should().BeNull();
        return result.Key!;
    }

    private static byte[] Sign(JwtKey key)
    {
        var signature = new byte[key.SignatureLength];
        key.Sign("x"u8, signature);
        return signature;
    }

    private static TestCaseData Form(string name, Func<string, string> form) => new TestCaseData(form).SetArgDisplayNames(name);
}
