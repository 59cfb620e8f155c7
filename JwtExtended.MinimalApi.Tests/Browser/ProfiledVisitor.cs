using Microsoft.Playwright;

namespace JwtExtended.MinimalApi.Tests.Browser;

/// <summary>
/// A visitor whose browser sends cookies with <c>SameSite=None</c> with requests to another site. By default Chromium does not, and the
/// tests would prove nothing about the app.
/// </summary>
internal sealed class ProfiledVisitor : IAsyncDisposable
{
    private readonly DirectoryInfo _profile;

    private ProfiledVisitor(DirectoryInfo profile, IBrowserContext context) => (_profile, Context) = (profile, context);

    public IBrowserContext Context { get; }

    public static async Task<ProfiledVisitor> ArriveAsync()
    {
        var profile = Directory.CreateTempSubdirectory("jwt-extended-");
        await File.WriteAllTextAsync(
            Path.Combine(profile.CreateSubdirectory("Default").FullName, "Preferences"),
            """{"profile":{"cookie_controls_mode":0,"block_third_party_cookies":false}}""");
        return new ProfiledVisitor(profile, await Chromium.LaunchWithProfileAsync(profile.FullName));
    }

    public async ValueTask DisposeAsync()
    {
        await Context.DisposeAsync();
        _profile.Delete(recursive: true);
    }
}
