namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

public sealed class Order
{
    public int Id { get; set; }

    public string Item { get; set; } = "";
}
