"""What a community starts itself: whistles, joint study meetings, deliberations, sharing of resources."""
