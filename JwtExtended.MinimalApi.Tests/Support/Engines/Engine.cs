namespace JwtExtended.MinimalApi.Tests.Support.Engines;

/// <summary>Ends a test whose database engine is not installed.</summary>
internal static class Engine
{
    public const string Category = "Engine";

    /// <summary>Skips the test on a developer's machine, and fails it if everything must be installed.</summary>
    public static void Missing(string program, string package)
    {
        var sentence = $"The program '{program}' is not installed, so this test cannot run. Install it with: apt-get install {package}";
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(sentence);
        Assert.Ignore(sentence);
    }
}
