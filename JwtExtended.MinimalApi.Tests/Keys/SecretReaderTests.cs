using System.Security.Cryptography;
using System.Text;
using JwtExtended.MinimalApi.Keys;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Keys;

/// <summary>How a configured secret is read, and what it must not be.</summary>
public sealed class SecretReaderTests
{
    private static readonly byte[] Bytes = RandomNumberGenerator.GetBytes(40);

    private static IEnumerable<TestCaseData> Base64Forms =>
    [
        Form("plain", base64 => "base64:" + base64),
        Form("upper case", base64 => "BASE64:" + base64),
        Form("space around", base64 => "  base64:" + base64 + "\r\n"),
        Form("space within", base64 => "base64: " + base64[..10] + "\n" + base64[10..]),
        Form("without padding", base64 => "base64:" + base64.TrimEnd('=')),
        Form("base64url", base64 => "base64:" + base64.Replace('+', '-').Replace('/', '_')),
        Form("base64url without padding", base64 => "base64:" + base64.Replace('+', '-').Replace('/', '_').TrimEnd('=')),
        Form("base64url with a line break", base64 => "base64:" + base64.Replace('+', '-').Replace('/', '_').TrimEnd('=') + "\n"),
    ];

    [TestCaseSource(nameof(Base64Forms))]
    public void Base64_stands_for_its_bytes(Func<string, string> form) =>
        Sign(Read(form(Convert.ToBase64String(Bytes)))).Should().Equal(HMACSHA256.HashData(Bytes, "x"u8));

    [TestCase("{0}")]
    [TestCase("{{ {0} }}")]
    [TestCase("{0}=")]
    [TestCase("\"kty\" {0}")]
    [TestCase("base64 {0}")]
    [TestCase("\"{0}\"")]
    [TestCase("ä {0} é")]
    [TestCase("+-{0}/_")]
    public void Any_other_text_stands_for_its_own_bytes(string form)
    {
        var secret = string.Format(null, form, TestKeys.SecretText('s', 40));

        Sign(Read(secret)).Should().Equal(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), "x"u8));
    }

    [TestCase("{0} ")]
    [TestCase(" {0}")]
    [TestCase("{0}\n")]
    [TestCase("{0}\r\n")]
    [TestCase("\t{0}")]
    [TestCase("\u00a0{0}")]
    [TestCase("\ufeff{0}")]
    [TestCase("{0}\u200b")]
    [TestCase("{0}\0")]
    public void White_space_at_the_ends_of_a_text_is_refused_and_its_base64_is_the_cure(string form)
    {
        var secret = string.Format(null, form, TestKeys.SecretText('s', 40));
        var base64 = "base64:" + Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));

        Refuse(secret).Should().Be("SecretKey begins or ends with white space, which is easily added or lost on the way. Remove it; "
            + "if it belongs to the secret, set 'base64:' followed by the bytes in base64.");
        Sign(Read(base64)).Should().Equal(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), "x"u8));
        Read(TestKeys.SecretText('s', 40)).CanSign.Should().BeTrue();
    }

    [TestCase('"')]
    [TestCase('\'')]
    public void Quotation_marks_around_base64_are_refused(char mark)
    {
        var secret = "base64:" + Convert.ToBase64String(Bytes);

        Refuse($"{mark}{secret}{mark}").Should().Be("SecretKey is in quotation marks, which would be a part of it. Remove them.");
        Read(secret).CanSign.Should().BeTrue();
    }

    [TestCase("base64:AAAA", "is 3 bytes long")]
    [TestCase("base64:A", "does not decode as base64")]
    [TestCase("base64:A-+A", "does not decode as base64")]
    [TestCase("base64:A/_A", "does not decode as base64")]
    [TestCase("base64:AAAA=", "does not decode as base64")]
    [TestCase("base64:AA=", "does not decode as base64")]
    [TestCase("base64:A===", "does not decode as base64")]
    [TestCase("base64:AA==AA==", "does not decode as base64")]
    [TestCase("base64:AAAÄ", "does not decode as base64")]
    [TestCase("   ", "begins or ends with white space")]
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

    private static string Refuse(string secret)
    {
        var result = SecretReader.Read("SecretKey", secret, JwtAlgorithm.HS256);
        result.Key.Should().BeNull();
        return result.Error!;
    }

    private static byte[] Sign(JwtKey key)
    {
        var signature = new byte[key.SignatureLength];
        key.Sign("x"u8, signature);
        return signature;
    }

    private static TestCaseData Form(string name, Func<string, string> form) => new TestCaseData(form).SetArgDisplayNames(name);
}
