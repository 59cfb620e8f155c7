using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Vectors;

/// <summary>Every JWS vector of project Wycheproof.</summary>
public sealed class WycheproofTests
{
    /// <summary>The cases where the file is wrong, and what is right instead.</summary>
    private static readonly Dictionary<int, (bool Accept, string Reason)> Defects = new()
    {
        [346] = (false, "the JWK says PS256 and the token PS384: one key has one algorithm (RFC 8725, 3.1)"),
        [350] = (false, "the JWK says PS256 and the token PS384: one key has one algorithm (RFC 8725, 3.1)"),
        [347] = (false, "the JWK names the algorithm ES521, which does not exist (RFC 7518, 3.1)"),
        [351] = (false, "the JWK names the algorithm ES521, which does not exist (RFC 7518, 3.1)"),
        [367] = (true, "its text is that of the valid case 357"),
        [370] = (true, "its text is that of the valid case 357"),
        [372] = (false, "marked valid although the text holds a '?', which is not base64url (RFC 7515, 2)"),
        [373] = (false, "marked valid although the text holds a '?', which is not base64url (RFC 7515, 2)"),
    };

    // A JWS may have an empty payload; that of a JWT is a JSON object (RFC 7519, 7.2), so an empty one is refused before any cryptography.
    private static readonly int[] ValidJwsButNotJwt = [259, 264, 268, 272, 320, 325];

    private static readonly JsonElement Vectors = JsonElement.Parse(File.ReadAllText(
        Path.Combine(Repository.Root, "JwtExtended.MinimalApi.Tests", "Vectors", "json_web_signature_test.json")));

    private static IEnumerable<TestCaseData> Cases =>
        from set in Vectors.GetProperty("testGroups").EnumerateArray()
        let jwk = set.TryGetProperty("public", out var key) ? key : set.GetProperty("private")
        from vector in set.GetProperty("tests").EnumerateArray()
        let id = vector.GetProperty("tcId").GetInt32()
        let valid = vector.GetProperty("result").GetString() == "valid"
        select new TestCaseData(id, jwk.GetRawText(), vector.GetProperty("jws").GetString(), valid)
            .SetArgDisplayNames($"{id} {set.GetProperty("comment")} {vector.GetProperty("comment")}");

    [TestCaseSource(nameof(Cases))]
    public void A_vector_is_accepted_or_refused_as_it_must_be(int id, string jwk, string jws, bool valid)
    {
        var (expected, reason) = Defects.TryGetValue(id, out var defect) ? defect
            : ValidJwsButNotJwt.Contains(id) ? (false, "the payload is empty")
            : (valid, "the file says so");

        JwsVerification.IsAccepted(jwk, jws).Should().Be(expected, reason);
    }

    [Test]
    public void The_file_has_401_vectors_and_every_listed_exception_contradicts_it()
    {
        var cases = Cases.ToDictionary(vector => (int)vector.Arguments[0]!, vector => (bool)vector.Arguments[3]!);

        cases.Should().HaveCount(401);
        Defects.Should().AllSatisfy(defect => cases[defect.Key].Should().Be(!defect.Value.Accept));
        ValidJwsButNotJwt.Should().AllSatisfy(id => cases[id].Should().BeTrue());
    }
}
