using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>The migration of an application that has called AddJwtSessions.</summary>
[DbContext(typeof(StoreContext))]
[Migration("20260101000000_AddSessions")]
public sealed class AddSessions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "JwtRevocations",
            table => new
            {
                Key = table.Column<string>(unicode: false, maxLength: 128),
                Kind = table.Column<int>(),
                At = table.Column<long>(),
                ExceptSession = table.Column<string>(unicode: false, maxLength: 128, nullable: true),
                ExceptAt = table.Column<long>(nullable: true),
                Expires = table.Column<long>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_JwtRevocations", row => row.Key));
        migrationBuilder.CreateTable(
            "JwtSessions",
            table => new
            {
                SessionKey = table.Column<string>(unicode: false, maxLength: 128),
                IdentityKey = table.Column<string>(unicode: false, maxLength: 128, nullable: true),
                SessionId = table.Column<string>(unicode: false, maxLength: 64, nullable: true),
                Started = table.Column<long>(),
                Root = table.Column<long>(),
                Number = table.Column<int>(),
                Parent = table.Column<int>(),
                At = table.Column<long>(),
                HandedOut = table.Column<long>(),
                Seen = table.Column<bool>(),
                Revoked = table.Column<bool>(),
                Data = table.Column<string>(maxLength: 8192, nullable: true),
                Expires = table.Column<long>(nullable: true),
                ExpiryDay = table.Column<int>(nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_JwtSessions", row => row.SessionKey));
        migrationBuilder.CreateTable(
            "JwtKeys",
            table => new
            {
                GroupKey = table.Column<string>(unicode: false, maxLength: 128),
                EntryId = table.Column<string>(unicode: false, maxLength: 128),
                Value = table.Column<string>(unicode: false, maxLength: 8192),
            },
            constraints: table => table.PrimaryKey("PK_JwtKeys", row => new { row.GroupKey, row.EntryId }));
        migrationBuilder.CreateTable(
            "Orders",
            table => new { Id = table.Column<int>().Annotation("Sqlite:Autoincrement", true), Item = table.Column<string>() },
            constraints: table => table.PrimaryKey("PK_Orders", row => row.Id));
        migrationBuilder.CreateIndex("IX_JwtRevocations_Expires", "JwtRevocations", "Expires");
        migrationBuilder.CreateIndex("IX_JwtSessions_ExpiryDay", "JwtSessions", "ExpiryDay");
        migrationBuilder.CreateIndex(
            "IX_JwtSessions_IdentityKey_Started_SessionKey",
            "JwtSessions",
            ["IdentityKey", "Started", "SessionKey"],
            descending: [false, true, false]);
    }
}
