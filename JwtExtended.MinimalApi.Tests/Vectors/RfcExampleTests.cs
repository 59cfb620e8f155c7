using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Vectors;

/// <summary>The examples of RFC 7515, appendix A, and RFC 7520, section 4.</summary>
public sealed class RfcExampleTests
{
    private const string Joe = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    private static readonly JsonElement Document = JsonElement.Parse(File.ReadAllText(
        Path.Combine(Repository.Root, "JwtExtended.MinimalApi.Tests", "Vectors", "rfc-examples.json")));

    private static IEnumerable<TestCaseData> Examples =>
        from example in Document.EnumerateArray()
        select new TestCaseData(example.GetProperty("jwk").GetRawText(), example.GetProperty("jws").GetString())
            .SetArgDisplayNames(example.GetProperty("name").GetString()!);

    [TestCaseSource(nameof(Examples))]
    public void An_example_is_accepted_and_refused_with_another_payload(string jwk, string jws)
    {
        var parts = jws.Split('.');

        JwsVerification.IsAccepted(jwk, jws).Should().BeTrue();
        JwsVerification.IsAccepted(jwk, $"{parts[0]}.{parts[1]}AAAA.{parts[2]}").Should().BeFalse();
    }

    [Test]
    public void The_file_has_8_examples() => Examples.Should().HaveCount(8);

    [TestCase($"eyJhbGciOiJub25lIn0.{Joe}.")]
    [TestCase($"eyJhbGciOiJub25lIn0.{Joe}.AA")]
    public void The_unsecured_example_of_RFC_7515_A_5_is_refused_whatever_the_key(string jws)
    {
        foreach (var algorithm in new[] { JwtAlgorithm.HS256, JwtAlgorithm.ES256 })
            JwsVerification.IsAccepted(JwtKey.Generate(algorithm), jws).Should().BeFalse();
    }
}
