namespace JwtExtended.MinimalApi.Tests.Support.Engines;

/// <summary>What a test does where a database engine is not installed.</summary>
internal static class Engine
{
    public const string Category = "Engine";

    /// <summary>Ends the test: as skipped on a developer's machine, as failed where everything has to be installed.</summary>
    public static void Missing(string program, string package)
    {
        var sentence = $"The program '{program}' is not installed, so this test cannot run. Install it with: apt-get install {package}";
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(sentence);
        Assert.Ignore(sentence);
    }
}
